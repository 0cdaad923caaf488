import type { Rational } from '@framewright/schemas'
import type { Curve } from './curve.ts'
import { sampledAt } from '../resolve/speed-ramp.ts'
import type { ClipPart } from '../resolved-timeline.ts'

/** Stills that are shown one after the other; of a sequence no more than a clip draws from. */
export interface PlannedSequence {
  readonly frameRate: Rational
  /** The number of the first one of them; those of a sequence that goes round are counted on. */
  readonly firstFrame: number
  /** In the order of the sequence. */
  readonly sha256s: readonly string[]
  /** After the last one comes the first one again. */
  readonly isLooped?: true
  /** To which all are brought first, where their pixels are coded in several ways. */
  readonly pixelFormat?: 'rgba' | 'rgba64le'
}

/** Which moments of a video are shown. */
export interface ShownVideo {
  readonly startFrame: number
  readonly endFrame: number
  readonly part?: ClipPart
  readonly inMicroseconds: number
  readonly speed?: number
  readonly speedRamp?: Curve
  readonly isReversed?: true
  readonly isFrozen?: true
}

/** Times are rounded on their way: of two frames that meet so near to a moment either may be shown. */
const toleranceSeconds = 10e-6

/** What of a sequence is shown by that; frames are the film's. */
export function drawnFrom(
  sequence: PlannedSequence,
  shown: ShownVideo,
  { num, den }: Rational,
): PlannedSequence {
  const { frameRate, firstFrame, sha256s, isLooped, ...rest } = sequence
  const [first, last] = sourceFrames(shown)
  const numberAt = (frame: number, tolerance: number) => {
    const { speed = 1, speedRamp } = shown
    const taken = speedRamp === undefined ? (frame + sampledAt) * speed : takenAt(speedRamp, frame)
    const seconds = shown.inMicroseconds / 1_000_000 + (taken * den) / num + tolerance
    return Math.floor((seconds * frameRate.num) / frameRate.den)
  }
  const [lowest, highest] = [numberAt(first, -toleranceSeconds), numberAt(last, toleranceSeconds)]
  const count = sha256s.length
  if (isLooped && highest - lowest + 1 >= count) {
    const turned = (((lowest - firstFrame) % count) + count) % count
    const all = [...sha256s.slice(turned), ...sha256s.slice(0, turned)]
    return { frameRate, firstFrame: lowest, sha256s: all, isLooped, ...rest }
  }
  const within = (number: number) => Math.min(firstFrame + count - 1, Math.max(firstFrame, number))
  const [from, to] = isLooped ? [lowest, highest] : [within(lowest), within(highest)]
  const drawn = Array.from({ length: to - from + 1 }, (_, at) => {
    const place = (((from + at - firstFrame) % count) + count) % count
    return sha256s[place] as string
  })
  return { frameRate, firstFrame: from, sha256s: drawn, ...rest }
}

/** The first and the last frame that is shown, in the order of the source. */
function sourceFrames({ startFrame, endFrame, part, isReversed, isFrozen }: ShownVideo): [number, number] {
  if (isFrozen) return [0, 0]
  const shown = endFrame - startFrame
  const { firstFrame, frameCount } = part ?? { firstFrame: 0, frameCount: shown }
  const first = isReversed ? frameCount - firstFrame - shown : firstFrame
  return [first, first + shown - 1]
}

/** How much has gone by at the moment of a frame. */
export function takenAt(ramp: Curve, frame: number): number {
  const at = Math.max(
    1,
    ramp.findIndex(([one]) => one >= frame),
  )
  const [start = [0, 0], end = [1, 1]] = [ramp[at - 1], ramp[at]]
  return start[1] + ((frame - start[0]) * (end[1] - start[1])) / (end[0] - start[0])
}
