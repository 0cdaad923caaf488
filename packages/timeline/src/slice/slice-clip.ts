import { cutEffects, goesByNumber } from '../picture/effects.ts'
import type { Varying } from '../picture/curve.ts'
import { cutMask, maskVideoOf } from '../picture/mask.ts'
import { movedOverSize } from '../picture/moving-crop.ts'
import { cutBorderRadius } from '../picture/round-corners.ts'
import { framesAround } from '../picture/stabilize.ts'
import type { PlannedTrack } from '../render-plan.ts'
import type { ClipPart, PictureClip, TextPicture } from '../resolved-timeline.ts'
import { clustersOf } from '../text/clusters.ts'
import type { PlannedCue } from '../text/text-script.ts'
import { spanAround } from './borders.ts'
import { framesIn, type FrameSpan } from './frame-span.ts'

/**
 * What a span has of a clip, in frames of the span; null for nothing. It says no more of the clip than its frames need: a
 * fade that is over is not there, and a picture that stands still is the same whichever of its frames are shown. So a
 * change elsewhere in the film changes nothing here.
 */
export function sliceClip(clip: PictureClip, span: FrameSpan): PictureClip | null {
  const startFrame = Math.max(clip.startFrame, span.startFrame) - span.startFrame
  const endFrame = Math.min(clip.endFrame, span.endFrame) - span.startFrame
  if (endFrame <= startFrame) return null
  const whole = clip.part ?? { firstFrame: 0, frameCount: clip.endFrame - clip.startFrame }
  const firstFrame = whole.firstFrame + Math.max(0, span.startFrame - clip.startFrame)
  const shownEnd = firstFrame + endFrame - startFrame
  const isWhole = firstFrame === 0 && shownEnd === whole.frameCount
  if (isWhole) return { ...clip, startFrame, endFrame }

  const { part: _, transition, ...rest } = clip
  const isTakenOver = clip.startFrame >= span.startFrame
  const sliced: PictureClip = {
    ...rest,
    ...{ startFrame, endFrame },
    crossfadeFrames: isTakenOver ? clip.crossfadeFrames : 0,
    ...(isTakenOver && transition !== undefined ? { transition } : {}),
    fadeInFrames: firstFrame < clip.fadeInFrames ? clip.fadeInFrames : 0,
    fadeOutFrames: shownEnd > whole.frameCount - clip.fadeOutFrames ? clip.fadeOutFrames : 0,
  }
  const cutFrom = firstFrame - whole.firstFrame
  const affected = withEdges(withEffects(sliced, cutFrom), cutFrom)
  return withPart(withComposition(affected, firstFrame), { firstFrame, frameCount: whole.frameCount })
}

/** What a span has of tracks; those of which it has nothing are not there. */
export const sliceTracks = (tracks: readonly PlannedTrack[], span: FrameSpan): PlannedTrack[] =>
  tracks
    .map(({ runs }) => ({ runs: runsIn(runs, span).map(({ clips }) => ({ clips: clipsIn(clips, span) })) }))
    .filter(({ runs }) => runs.length > 0)

/** An hour has a thousand spans, and as many runs: nothing is made of those that are elsewhere. */
const runsIn = (runs: PlannedTrack['runs'], { startFrame, endFrame }: FrameSpan): PlannedTrack['runs'] =>
  runs.filter(({ clips }) => clips.some((clip) => clip.startFrame < endFrame && clip.endFrame > startFrame))

const clipsIn = (clips: readonly PictureClip[], span: FrameSpan): PictureClip[] =>
  clips.map((clip) => sliceClip(clip, span)).filter((clip) => clip !== null)

/** Masks and corners that change, for the frames that are shown. */
function withEdges(clip: PictureClip, firstFrame: number): PictureClip {
  if (clip.kind === 'text') return clip
  const { mask, borderRadius, ...rest } = clip
  const shown = clip.endFrame - clip.startFrame
  return {
    ...rest,
    ...cutBorderRadius(borderRadius, firstFrame, shown),
    ...(mask === undefined ? {} : { mask: cutMask(mask, firstFrame, shown) }),
  }
}

/** Those that change, for the frames that are shown. */
function withEffects(clip: PictureClip, firstFrame: number): PictureClip {
  if (clip.kind === 'text' || clip.effects === undefined) return clip
  const { effects: own, ...rest } = clip
  const effects = cutEffects(own, firstFrame, clip.endFrame - clip.startFrame)
  return effects.length > 0 ? { ...rest, effects } : rest
}

/** Of a composition no more than is shown, and what cannot be cut off it. Where it goes on from, its own `firstFrame` says. */
function withComposition(clip: PictureClip, firstFrame: number): PictureClip {
  if (clip.kind !== 'composition') return clip
  const { composition } = clip
  const shown = (frame: number) =>
    spanAround(composition, Math.min(clip.firstFrame + firstFrame + frame, composition.frameCount - 1))
  const span = {
    startFrame: shown(0).startFrame,
    endFrame: shown(clip.endFrame - clip.startFrame - 1).endFrame,
  }
  const tracks = sliceTracks(composition.tracks, span)
  return {
    ...clip,
    firstFrame: clip.firstFrame - span.startFrame,
    composition: { ...composition, frameCount: framesIn(span), tracks },
  }
}

function withPart(clip: PictureClip, { firstFrame, frameCount }: ClipPart): PictureClip {
  const shown = clip.endFrame - clip.startFrame
  const script = clip.kind === 'text' ? clip.script : undefined
  if (script !== undefined && clip.kind === 'text' && !goesByTime(clip)) {
    const cues = shownCues(script.cues, firstFrame, shown)
    const { otherFonts, ...rest } = clip
    return { ...rest, ...fontsFor(cues, otherFonts), script: { ...script, cues } }
  }
  if (clip.kind === 'composition' && !goesByTime(clip))
    return { ...clip, firstFrame: clip.firstFrame + firstFrame }
  const first = goesByTime(clip) || goesByEnd(clip) ? firstFrame : 0
  const part = {
    firstFrame: first,
    frameCount: goesByEnd(clip) ? frameCount : Math.min(frameCount, first + shown + framesAround(clip)),
  }
  const isNeeded = part.firstFrame > 0 || part.frameCount !== shown
  return isNeeded ? { ...clip, part } : clip
}

/** Whether its frames are others at another time of it. */
function goesByTime(clip: PictureClip): boolean {
  if (clip.fadeInFrames > 0 || clip.fadeOutFrames > 0 || clip.opacityCurve !== undefined) return true
  const { x, y, scale, rotation } = clip.transform ?? { x: 0, y: 0, scale: 1, rotation: 0 }
  if ([x, y, scale, rotation].some(isVarying)) return true
  if (clip.kind === 'text') return isAnimated(clip)
  if (maskVideoOf(clip) !== undefined) return true
  const { effects = [] } = clip
  if (effects.some(goesByNumber)) return true
  if (movedOverSize(clip) !== undefined) return true
  return clip.kind === 'video' && clip.isFrozen !== true
}

const isVarying = (value: Varying): boolean => typeof value !== 'number'

/** Whether some frames of it are counted from its end. */
const goesByEnd = (clip: PictureClip): boolean =>
  clip.fadeOutFrames > 0 ||
  (clip.kind === 'video' && clip.isReversed === true) ||
  (clip.kind === 'text' && isAnimated(clip))

const isAnimated = ({ script }: Extract<PictureClip, { kind: 'text' }>): boolean =>
  script?.animateIn !== undefined || script?.animateOut !== undefined

/** Counted from the first frame that is shown. */
function shownCues(cues: readonly PlannedCue[], firstFrame: number, shown: number): PlannedCue[] {
  return cues.flatMap(({ startFrame, endFrame, lines, wordFrames }) =>
    startFrame >= firstFrame + shown || endFrame <= firstFrame
      ? []
      : [
          {
            startFrame: Math.max(0, startFrame - firstFrame),
            endFrame: Math.min(shown, endFrame - firstFrame),
            lines,
            ...(wordFrames === undefined
              ? {}
              : { wordFrames: wordFrames.map((frame) => frame - firstFrame) }),
          },
        ],
  )
}

/** Of the fonts of a text those that are still wanted. */
function fontsFor(cues: readonly PlannedCue[], otherFonts: TextPicture['otherFonts']) {
  if (otherFonts === undefined) return {}
  const said = new Set(cues.flatMap(({ lines }) => lines.flat().flatMap(clustersOf)))
  return {
    otherFonts: otherFonts
      .map(({ font, clusters }) => ({ font, clusters: clusters.filter((one) => said.has(one)) }))
      .filter(({ clusters }) => clusters.length > 0),
  }
}
