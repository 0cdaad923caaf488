import type { Animated, Rational } from '@framewright/schemas'
import { curveThrough, keysOf, valuesOf, type Curve } from '../picture/curve.ts'
import { framesOf } from './exact-time.ts'
import { refuse, type Findings } from './problems.ts'

type Keyframes = Exclude<Animated, number>

/** A speed that changes: how much of its source a clip has taken, in frames that would be gone by at a speed of 1. */
export interface SpeedRamp {
  /** Before a frame of the clip, or before a tenth of one. */
  taken(frame: number): number
  /** The frames that take so much, rounded. */
  framesFor(taken: number): number
  readonly slowest: number
}

export const lowestSpeed = 0.1
const highestSpeed = 100
/** The speed is asked for so many times a frame, each in the middle of its part. */
const parts = 10
/** Later keyframes would make a plan that is too long. */
const longestRampSeconds = 600
/** As far as this from its moment of the source, in frames, is not seen. */
const mostFramesOff = 1 / 64

/** Null where there is none, or it says nothing that could be told. */
export function rampOf(speed: Animated | undefined, rate: Rational): SpeedRamp | null {
  if (speed === undefined || typeof speed === 'number') return null
  return rampThrough(speed, rate, { problems: [], warnings: [] })
}

/** Reports what is wrong with it. */
export function checkRamp(speed: Keyframes, pointer: string, rate: Rational, findings: Findings): void {
  const late = speed.findIndex(({ time }) => time > longestRampSeconds)
  if (late < 0) return void rampThrough(speed, rate, findings, pointer)
  refuse(
    findings,
    'SPEED_INVALID',
    `${pointer}/${late}/time`,
    `a speed changes within the first ${longestRampSeconds} s of a clip`,
    'Put what comes later into a clip of its own.',
  )
}

function rampThrough(speed: Keyframes, rate: Rational, findings: Findings, pointer = ''): SpeedRamp | null {
  if (speed.some(({ time }) => time > longestRampSeconds)) return null
  const keys = keysOf(speed, pointer, rate, findings)
  const length = keys.at(-1)?.frame ?? 0
  // Half a part lies between the frames of this finer count.
  const fine = keys.map((key) => ({ ...key, frame: 2 * parts * key.frame }))
  const speeds = valuesOf(fine, 2 * parts * length + 1).map(withinLimits)
  const taken = new Float64Array(parts * length + 1)
  for (let part = 0; part < parts * length; part++)
    taken[part + 1] = (taken[part] ?? 0) + (speeds[2 * part + 1] ?? 1) / parts
  const [first, last] = [withinLimits(keys[0]?.value ?? 1), withinLimits(keys.at(-1)?.value ?? 1)]
  const all = taken.at(-1) ?? 0
  const takenBefore = (frame: number) => {
    if (frame < 0) return frame * first
    return frame > length ? all + (frame - length) * last : (taken[Math.round(frame * parts)] ?? 0)
  }
  return {
    taken: takenBefore,
    framesFor(wanted) {
      const part = taken.findIndex((one) => one >= wanted)
      return Math.floor((part < 0 ? length + (wanted - all) / last : part / parts) + 0.5)
    },
    slowest: Math.min(...keys.map(({ value }) => withinLimits(value))),
  }
}

/** An easing that overshoots does not stop time. */
const withinLimits = (speed: number): number => Math.min(highestSpeed, Math.max(lowestSpeed, speed))

/** Where in the length of a frame its moment lies. */
export const sampledAt = 0.3

/** What has been taken at the moments of the frames of a clip, which are told in the order of its source. */
export function rampCurve(ramp: SpeedRamp, frameCount: number, isReversed: boolean): Curve {
  const values = Float64Array.from({ length: frameCount + 1 }, (_, frame) =>
    isReversed
      ? ramp.taken(frameCount) - ramp.taken(frameCount - frame - sampledAt)
      : ramp.taken(frame + sampledAt),
  )
  return curveThrough(values, mostFramesOff) as Curve
}

/** How many frames of a film a piece of a source fills. */
export function framesFilled(
  speed: Animated | undefined,
  constant: number,
  sourceSeconds: number,
  rate: Rational,
): number {
  const ramp = rampOf(speed, rate)
  if (ramp === null) return framesOf(sourceSeconds / constant, rate)
  return ramp.framesFor((sourceSeconds * rate.num) / rate.den)
}
