import { cutEffects, resolveEffects, typeOf, type PlannedEffect } from '../picture/effects.ts'
import { hidesAll } from '../picture/hides-all.ts'
import { runsOf } from '../picture/nested.ts'
import { refuse } from './problems.ts'
import { checkHdrEffects, colorsWithin, isHdrWithin } from './resolve-hdr.ts'
import type { Size } from './placement.ts'
import type { ClipContext } from './resolve-clips.ts'
import type { CompositionPicture, PictureClip } from '../resolved-timeline.ts'
import type { AudioTrack, VideoTrack } from '@framewright/schemas'

/**
 * What a track with effects shows: what its clips show is composed by itself on a canvas that can be seen through, and
 * the effects are done to that. Between them there is nothing, and nothing is done to it: so whatever is joined by
 * transitions is composed apart from what is not.
 */
export function withTrackEffects(
  pictures: readonly PictureClip[],
  track: VideoTrack | AudioTrack,
  pointer: string,
  context: ClipContext,
): PictureClip[] {
  const frameCount = Math.max(0, ...pictures.map(({ endFrame }) => endFrame))
  const effects = track.kind === 'video' ? resolveEffects(track.effects, pointer, context, frameCount) : []
  return runsOf(pictures).runs.flatMap(({ clips }) => {
    const startFrame = clips[0]?.startFrame ?? 0
    const ofRun = cutEffects(effects, startFrame, (clips.at(-1)?.endFrame ?? startFrame) - startFrame)
    return ofRun.length === 0 ? clips : [asOne(clips, ofRun, pointer, context)]
  })
}

function asOne(
  clips: readonly PictureClip[],
  effects: readonly PlannedEffect[],
  pointer: string,
  { canvas, findings }: ClipContext,
): CompositionPicture {
  const { width, height } = canvas
  const isHdr = isHdrWithin(canvas, clips)
  if (isHdr)
    checkHdrEffects(
      effects.map((effect) => ({ type: typeOf(effect) })),
      pointer,
      findings,
    )
  const size: Size = { width, height }
  const startFrame = clips[0]?.startFrame ?? 0
  const endFrame = clips.at(-1)?.endFrame ?? startFrame
  const [blend, ...others] = new Set(clips.map((clip) => clip.blend))
  if (others.length > 0) {
    const message =
      'clips that are joined by a transition blend in different ways, and its effects are done to both at once'
    const remedy = 'Let them blend in the same way, or put them on tracks of their own.'
    refuse(findings, 'TRACK_EFFECTS_BLEND', `${pointer}/effects`, message, remedy)
  }
  const isTransparent = blend !== undefined || clips.some((clip) => !hidesAll(clip, size))
  const inner = clips.map(({ blend: _, ...clip }) => ({
    ...clip,
    ...{ startFrame: clip.startFrame - startFrame, endFrame: clip.endFrame - startFrame },
  }))
  return {
    kind: 'composition',
    ...{ startFrame, endFrame, crossfadeFrames: 0, opacity: 1, fadeInFrames: 0, fadeOutFrames: 0 },
    ...(blend === undefined ? {} : { blend }),
    placement: {
      ...{ ...size, x: 0, y: 0 },
      ...{ scaledWidth: width, scaledHeight: height, cropX: 0, cropY: 0 },
    },
    hasAlpha: isTransparent,
    ...colorsWithin(canvas, isHdr),
    effects,
    ...(isTransparent ? { isOfTrack: true } : {}),
    firstFrame: 0,
    composition: {
      ...{ ...size, frameCount: endFrame - startFrame, background: '000000' },
      ...(isTransparent ? { isTransparent } : {}),
      ...(isHdr ? { isHdr } : {}),
      tracks: [runsOf(inner)],
    },
  }
}
