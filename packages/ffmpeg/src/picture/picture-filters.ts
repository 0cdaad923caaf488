import type { ClipPart, RenderPlan } from '@framewright/timeline'
import { firstOwnFrame, ownFrames } from './clip-part.ts'
import { filter, type Filter } from '../filter-syntax.ts'

/** Exact, and the same on every processor: without these two, `scale` writes other pixels with AVX2 than without. */
export const scalerFlags = 'bicubic+accurate_rnd+bitexact'

/** The pixel formats of a composition: opaque, with alpha, and what `overlay` calls it. */
export const formatsOf = (plan: RenderPlan) => formats[plan.pixelFormat]

const formats = {
  yuv420p: { opaque: 'yuv420p', alpha: 'yuva420p', overlay: 'yuv420' },
  yuv420p10le: { opaque: 'yuv420p10le', alpha: 'yuva420p10le', overlay: 'yuv420p10' },
  yuv422p10le: { opaque: 'yuv422p10le', alpha: 'yuva422p10le', overlay: 'yuv422p10' },
} as const

export const rateText = ({ frameRate: { num, den } }: RenderPlan): string => `${num}/${den}`

/** Frame n gets time n, whatever a filter before made of it: lengths are counted in frames, never added up in time. */
export function onGrid(plan: RenderPlan, firstFrame = 0): Filter[] {
  const { num, den } = plan.frameRate
  return [
    filter('settb', { expr: `${den}/${num}` }),
    filter('setpts', { expr: firstFrame === 0 ? 'N' : `N+${firstFrame}` }),
  ]
}

/** Frames from one to before another, counted from 0 again. */
export const cut = (plan: RenderPlan, startFrame: number, endFrame: number): Filter[] => [
  filter(
    'trim',
    startFrame === 0 ? { end_frame: endFrame } : { start_frame: startFrame, end_frame: endFrame },
  ),
  ...onGrid(plan),
]

/** The last frame again and again, until there are enough. */
export const hold = (plan: RenderPlan, frameCount: number): Filter[] => [
  filter('tpad', { stop: frameCount, stop_mode: 'clone' }),
  ...cut(plan, 0, frameCount),
]

export const fade = (type: 'in' | 'out', startFrame: number, frameCount: number): Filter =>
  filter('fade', { type, start_frame: startFrame, nb_frames: frameCount, alpha: 1 })

export const overlay = (plan: RenderPlan, x: number, y: number): Filter =>
  filter('overlay', { x, y, eof_action: 'pass', format: formatsOf(plan).overlay })

/**
 * The fades of a clip, on a stream that has alpha. `fade` counts the frames that it has seen: one that is on its way
 * already where a part of a clip begins is shown frames for those that are missing, which are left out again.
 */
export function fades(clip: {
  readonly startFrame: number
  readonly endFrame: number
  readonly fadeInFrames: number
  readonly fadeOutFrames: number
  readonly part?: ClipPart
}): Filter[] {
  const { fadeInFrames, fadeOutFrames } = clip
  const first = firstOwnFrame(clip)
  const fadeOutFrom = ownFrames(clip) - fadeOutFrames
  const isComing = first < fadeInFrames
  const isGoing = fadeOutFrames > 0 && first > fadeOutFrom
  const missed = isComing ? first : isGoing ? first - fadeOutFrom : 0
  const counted = first - missed
  return [
    ...(missed > 0 ? [filter('tpad', { start: missed, start_mode: 'clone' })] : []),
    ...(isComing ? [fade('in', 0, fadeInFrames)] : []),
    ...(fadeOutFrames > 0 ? [fade('out', fadeOutFrom - counted, fadeOutFrames)] : []),
    ...(missed > 0 ? [filter('trim', { start_frame: missed })] : []),
  ]
}

export const opacity = (value: number): Filter[] =>
  value === 1 ? [] : [filter('lutyuv', { a: `val*${value.toFixed(6)}` })]

/** A plain area, exact in bt709: ffmpeg's own colour source knows nothing but bt601, so it draws RGB and we convert. */
export function plainFrame(
  plan: RenderPlan,
  size: { readonly width: number; readonly height: number },
  rgb: string,
  pixelFormat: string,
): Filter[] {
  return [
    filter('color', { color: `0x${rgb}`, size: `${size.width}x${size.height}`, rate: rateText(plan) }),
    filter('trim', { end_frame: 1 }),
    filter('format', { pix_fmts: 'gbrp' }),
    filter('scale', { flags: scalerFlags, out_color_matrix: 'bt709', out_range: 'tv' }),
    filter('format', { pix_fmts: pixelFormat }),
    filter('setsar', { sar: 1 }),
  ]
}
