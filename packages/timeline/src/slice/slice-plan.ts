import type { PlannedFilm, PlannedOutput, PlannedPicture } from '../outputs/planned-output.ts'
import { effectsFrom } from '../picture/effects.ts'
import { fontsOf } from '../plan.ts'
import { secondsOfFrames } from '../resolve/exact-time.ts'
import type { RenderPlan } from '../render-plan.ts'
import { framesIn, type FrameSpan } from './frame-span.ts'
import { withDrawnFrames } from './slice-sequences.ts'
import { sliceTracks } from './slice-clip.ts'

/**
 * The pictures of a span of a film as a plan of its own, in its own time: its frames are those of the film, bit for bit.
 * It names no more than it is made of, so whatever else of the film changes, it stays as it is. A border may not lie
 * within a transition, nor where something holds its frames together.
 *
 * Its outputs are the films, as long as the span, and the stills of one of its frames, but for those that look at others
 * too; there is no sound.
 */
export function slicePlan(plan: RenderPlan, span: FrameSpan): RenderPlan {
  const { metadata: _metadata, captions: _captions, slicedAt: _slicedAt, effects: _effects, ...rest } = plan
  const tracks = withDrawnFrames(sliceTracks(plan.tracks, span), plan.frameRate)
  const isNamed = namedIn([tracks, plan.effects, plan.background])
  return {
    ...rest,
    frameCount: framesIn(span),
    ...filmEffects(plan, span),
    sources: plan.sources.filter(({ sha256 }) => isNamed.has(sha256)),
    fonts: fontsOf(tracks.map(({ runs }) => ({ clips: runs.flatMap(({ clips }) => clips) }))),
    tracks,
    sound: null,
    outputs: plan.outputs.flatMap((output) => sliceOutput(output, plan, span)),
  }
}

function filmEffects(plan: RenderPlan, span: FrameSpan): Pick<RenderPlan, 'effects'> {
  const effects = effectsFrom(plan.effects ?? [], span.startFrame, framesIn(span))
  return effects.length > 0 ? { effects } : {}
}

function sliceOutput(output: PlannedOutput, { frameRate }: RenderPlan, span: FrameSpan): PlannedOutput[] {
  const { video } = output
  if (video === null || video.codec === 'gif' || 'tileCount' in video || 'otherFrames' in video) return []
  if ('frame' in video) {
    const { frame } = video
    if (frame < span.startFrame || frame >= span.endFrame) return []
    return [{ ...output, video: { ...video, frame: frame - span.startFrame } }]
  }
  return [sliceFilm(output, video, frameRate, framesIn(span))]
}

/** The slices of a film are joined as they are, which MP4 and MOV are exact enough for. */
function sliceFilm(
  output: PlannedPicture,
  video: PlannedFilm,
  frameRate: RenderPlan['frameRate'],
  frameCount: number,
): PlannedPicture {
  const container = output.container === 'mov' ? 'mov' : 'mp4'
  const { captions: _, ...expected } = output.expected
  return {
    ...output,
    container,
    fileName: `${output.name}.${container}`,
    contentType: container === 'mov' ? 'video/quicktime' : 'video/mp4',
    video,
    audio: null,
    expected: {
      ...expected,
      ...{ frameCount, hasAudio: false, audioCodec: null },
      durationSeconds: secondsOfFrames(frameCount, frameRate),
    },
  }
}

/** The hashes of all files that a part of a plan names, wherever it does. */
function namedIn(value: unknown, named = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return named
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'sha256' && typeof inner === 'string') named.add(inner)
    else if (key === 'sha256s') for (const sha256 of inner as readonly string[]) named.add(sha256)
    else namedIn(inner, named)
  }
  return named
}
