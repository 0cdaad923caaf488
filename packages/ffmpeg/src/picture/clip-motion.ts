import { takenAt, type Curve, type RenderPlan, type VideoPicture } from '@framewright/timeline'
import { firstOwnFrame, ownFrames, shownFrames } from './clip-part.ts'
import type { MediaPicture } from './clip-picture.ts'
import { decimal, filter, type Filter } from '../filter-syntax.ts'
import { demuxerIn, seekPoint } from '../input-args.ts'
import { hold, onGrid, rateText } from './picture-filters.ts'
import { sequenceTimes } from './sequence-input.ts'
import { frameOnRamp } from './speed-ramp.ts'

/**
 * Frame n of a clip shows what is on the screen in its source at `in` + (n + 0.3) frames. Not at n itself: a frame of the
 * source often starts at that very moment, and a time rounded to a millisecond would fall to either side of it.
 * 0.3, because ratios of usual frame rates keep clear of borders there, where 0.5 hits them at 24 to 30 and at 60 to 30.
 */
const sampledAt = 0.3

/** The frames of a source, as the clip wants them. */
export function sourceFrames(clip: MediaPicture, plan: RenderPlan): Filter[] {
  if (clip.kind === 'video') return sampled(clip, plan)
  // Those of a composition are on the frames of the film already.
  return clip.kind === 'composition' ? [] : stilled(plan)
}

/** A video of which the moments that are shown are known. */
export type SampledVideo = Pick<
  VideoPicture,
  | 'sha256'
  | 'startFrame'
  | 'endFrame'
  | 'part'
  | 'inMicroseconds'
  | 'sequence'
  | 'loopFrames'
  | 'deinterlace'
  | 'speed'
  | 'speedRamp'
  | 'isReversed'
  | 'isFrozen'
>

export function sampled(clip: SampledVideo, plan: RenderPlan): Filter[] {
  const { num, den } = plan.frameRate
  const early = clip.inMicroseconds - seekOf(clip, plan)
  return [
    ...(clip.sequence === undefined ? [] : sequenceTimes(clip.sequence)),
    ...looped(clip),
    ...deinterlaced(clip),
    ...(clip.speedRamp !== undefined
      ? ramped(early, num, den, clip.speedRamp)
      : clip.speed === undefined
        ? shifted(early, num, den)
        : sped(early, num, den, clip.speed)),
    filter('fps', { fps: rateText(plan), start_time: 0, round: 'near' }),
    ...(clip.isFrozen ? [filter('trim', { end_frame: 1 })] : []),
    ...withoutEarlier(clip, plan),
  ]
}

/**
 * What of the source is shown first where a slice begins within the clip. The frames before it are counted as well, as
 * `fps` repeats the first one that it gets back to the start of the clip: so every one is picked by the same sum. Where
 * the source has ended by then, its last frame goes on.
 */
function withoutEarlier(clip: SampledVideo, plan: RenderPlan): Filter[] {
  const first = firstSourceFrame(clip)
  if (first === 0) return []
  const counted = first + shownFrames(clip)
  return [
    filter('tpad', { stop: counted, stop_mode: 'clone' }),
    filter('trim', { start_frame: first, end_frame: counted }),
    ...onGrid(plan),
  ]
}

/** Of its frames in the order of the source. */
const firstSourceFrame = (clip: SampledVideo): number =>
  clip.isFrozen
    ? 0
    : clip.isReversed
      ? ownFrames(clip) - firstOwnFrame(clip) - shownFrames(clip)
      : firstOwnFrame(clip)

/** Where to begin to read the source of a clip. */
export function seekOf(clip: SampledVideo, plan: RenderPlan): number {
  if (clip.loopFrames !== undefined || clip.sequence !== undefined) return 0
  const { num, den } = plan.frameRate
  const first = firstSourceFrame(clip)
  const taken = clip.speedRamp === undefined ? first * (clip.speed ?? 1) : takenAt(clip.speedRamp, first)
  const skipped = (taken * 1_000_000 * den) / num
  return seekPoint(clip.inMicroseconds + Math.floor(skipped), demuxerIn(plan, clip.sha256))
}

/** All frames of the source again and again, each for as long as it says. */
const looped = ({ loopFrames }: SampledVideo): Filter[] =>
  loopFrames === undefined ? [] : [filter('loop', { loop: -1, size: loopFrames })]

/** Frames that say of themselves that they are not interlaced stay as they are; a file may have both. */
const deinterlaced = ({ deinterlace }: SampledVideo): Filter[] =>
  deinterlace === undefined ? [] : [filter('bwdif', { mode: `send_${deinterlace}`, deint: 'interlaced' })]

/** As many frames as a clip has, and in the order in which it has them. */
export function held(clip: MediaPicture, plan: RenderPlan): Filter[] {
  const isReversed = clip.kind === 'video' && clip.isReversed === true
  return [...hold(plan, shownFrames(clip)), ...(isReversed ? [filter('reverse'), ...onGrid(plan)] : [])]
}

/** `fps` rounds to the nearest frame, so a frame that comes at n + 0.3 has to be told as one at n + 0.5. */
function shifted(earlyMicroseconds: number, num: number, den: number): Filter[] {
  const early = earlyMicroseconds - Math.round(((0.5 - sampledAt) * 1_000_000 * den) / num)
  return [
    filter('settb', { expr: '1/1000000' }),
    filter('setpts', { expr: early >= 0 ? `PTS-${early}` : `PTS+${-early}` }),
  ]
}

/** Times in files are rounded: a frame that begins so little after the moment is on the screen at it. */
const toleranceNs = 2_000

/**
 * The same with the times of the source divided by the speed. At a speed of 10 every moment falls on a border of frames,
 * which a microsecond divided by ten could not tell from what is before it: so in nanoseconds.
 */
function sped(earlyMicroseconds: number, num: number, den: number, speed: number): Filter[] {
  const early = earlyMicroseconds * 1_000 + toleranceNs
  const shift = Math.round(((0.5 - sampledAt) * 1_000_000_000 * den) / num)
  return [
    filter('settb', { expr: '1/1000000000' }),
    filter('setpts', { expr: `(PTS-${early})/${decimal(speed)}+${shift}` }),
  ]
}

/** The same where the speed changes: a ramp says of each frame itself which moment of the source it shows. */
function ramped(earlyMicroseconds: number, num: number, den: number, ramp: Curve): Filter[] {
  const early = earlyMicroseconds * 1_000 + toleranceNs
  const frames = `(PTS-${early})*${num}/${1_000_000_000 * den}`
  return [
    filter('settb', { expr: '1/1000000000' }),
    filter('setpts', {
      expr: `st(0,${frames});(${frameOnRamp(ramp)}+0.5)*${1_000_000_000 * den}/${num}`,
    }),
  ]
}

/** One frame, at the rate of the canvas. `fps` lets nothing through that is shown for less than half of one of its own. */
const stilled = (plan: RenderPlan): Filter[] => [
  filter('trim', { end_frame: 1 }),
  filter('setpts', { expr: '0' }),
  filter('tpad', { stop_duration: 2, stop_mode: 'clone' }),
  filter('fps', { fps: rateText(plan), start_time: 0 }),
  filter('trim', { end_frame: 1 }),
]
