import type { Encoders } from './outputs/encoders.ts'
import type { Font } from './text/fonts.ts'
import { maskFileOf } from './picture/mask.ts'
import { planOutput } from './outputs/plan-outputs.ts'
import { encoderOf } from './outputs/stream-copy.ts'
import { planSound } from './sound/plan-sound.ts'
import type { PlannedOutput } from './outputs/planned-output.ts'
import { everyClip, runsOf } from './picture/nested.ts'
import type { RenderPlan } from './render-plan.ts'
import type { ResolvedTimeline, TextPicture } from './resolved-timeline.ts'

/** Pure: the same timeline and encoders give the same plan, byte for byte. */
export function planRender(
  timeline: ResolvedTimeline,
  options: {
    readonly encoders: Encoders
    readonly pipelineVersion: string
    /** Goes into the files of an edit that asks for metadata. */
    readonly projectId?: string
  },
): RenderPlan {
  const { frameCount, frameRate, width, height, background, effects, metadata, slicedAt, hdr } = timeline
  const { projectId } = options
  const hasSound = timeline.sounds.length > 0
  const outputs = timeline.outputs.map((output) => planOutput(output, timeline, options.encoders, hasSound))
  const { tracks, sounds, sources } = wantedOf(timeline, outputs)
  const isTransparent = outputs.some(({ video }) => video !== null && 'hasAlpha' in video)
  return {
    schemaVersion: 1,
    pipelineVersion: options.pipelineVersion,
    encoder: encoderOf(outputs),
    frameCount,
    frameRate,
    width,
    height,
    background,
    ...(isTransparent ? { isTransparent } : {}),
    ...(hdr !== undefined && outputs.some(({ video }) => video !== null) ? { hdr } : {}),
    ...(effects !== undefined && outputs.some(({ video }) => video !== null) ? { effects } : {}),
    ...(metadata === undefined
      ? {}
      : { metadata: { ...metadata, ...(projectId === undefined ? {} : { projectId }) } }),
    pixelFormat:
      isTransparent || outputs.some(({ video }) => video?.codec === 'prores')
        ? 'yuv422p10le'
        : hdr === undefined
          ? 'yuv420p'
          : 'yuv420p10le',
    sources: sources.map(({ assetId: _, ...source }) => source),
    fonts: fontsOf(tracks),
    tracks: tracks.map(({ clips }) => runsOf(clips)),
    sound: planSound({ ...timeline, sounds }),
    ...(slicedAt === undefined || tracks.length === 0 ? {} : { slicedAt }),
    ...captionsOf(timeline, outputs),
    outputs,
  }
}

const captionsOf = (
  { captions }: ResolvedTimeline,
  outputs: readonly PlannedOutput[],
): Pick<RenderPlan, 'captions'> =>
  captions !== undefined && outputs.some((output) => output.video !== null && output.expected.captions)
    ? { captions: captions.soft }
    : {}

/** What the outputs take from it: of an edit that is only heard no picture, of one that is only seen no sound. */
function wantedOf(
  { tracks, sounds, sources }: ResolvedTimeline,
  outputs: readonly PlannedOutput[],
): Pick<ResolvedTimeline, 'tracks' | 'sounds' | 'sources'> {
  const isHeard = new Set(sounds.map(({ sha256 }) => sha256))
  if (outputs.every(({ video, audio }) => video === null && audio === null))
    return { tracks: [], sounds: [], sources: [] }
  if (outputs.every(({ video }) => video === null))
    return { tracks: [], sounds, sources: sources.filter(({ sha256 }) => isHeard.has(sha256)) }
  if (outputs.some(({ audio }) => audio !== null)) return { tracks, sounds, sources }
  const isSeen = new Set(
    tracks.flatMap(({ clips }) =>
      everyClip(clips).flatMap((clip) => [...('sha256' in clip ? [clip.sha256] : []), ...maskFileOf(clip)]),
    ),
  )
  const isRead = ({ sha256 }: { readonly sha256: string }) => isSeen.has(sha256) || !isHeard.has(sha256)
  return { tracks, sounds: [], sources: sources.filter(isRead) }
}

export function fontsOf(tracks: ResolvedTimeline['tracks']): Font[] {
  const fonts = tracks.flatMap(({ clips }) =>
    everyClip(clips).flatMap((clip) => (clip.kind === 'text' ? fontsIn(clip) : [])),
  )
  return [...new Map(fonts.map((font) => [font.sha256, font])).values()]
}

const fontsIn = ({ font, otherFonts = [] }: TextPicture): Font[] => [
  font,
  ...otherFonts.map((other) => other.font),
]
