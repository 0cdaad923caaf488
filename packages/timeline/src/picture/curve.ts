import type { Animated, Easing, Rational } from '@framewright/schemas'
import { eased } from './easing.ts'
import { framesOf } from '../resolve/exact-time.ts'
import { refuse, type Findings } from '../resolve/problems.ts'

/** Frames of a clip and values: straight from each point to the next, level before the first and after the last. */
export type Curve = readonly (readonly [frame: number, value: number])[]
/** A value that may change over a clip. */
export type Varying = number | Curve

interface Key {
  readonly frame: number
  readonly value: number
  readonly easing: Easing
}

/** Keyframes in frames; those before one that is out of order, which is reported. */
export function keysOf(
  animated: Exclude<Animated, number>,
  pointer: string,
  rate: Rational,
  findings: Findings,
): Key[] {
  const keys: Key[] = []
  for (const [at, { time, value, easing = 'linear' }] of animated.entries()) {
    const frame = framesOf(time, rate)
    if (frame <= (keys.at(-1)?.frame ?? -1)) {
      refuse(
        findings,
        'KEYFRAMES_OUT_OF_ORDER',
        `${pointer}/${at}/time`,
        `the keyframe is on frame ${frame} of the clip, and the one before it on ${keys.at(-1)?.frame}`,
        'List keyframes in the order of their time, each on a frame of its own.',
      )
      return keys
    }
    if (!checkEasing(easing, `${pointer}/${at}/easing`, findings)) return keys
    keys.push({ frame, value, easing })
  }
  return keys
}

/** Whether time goes on in it; if not, that is reported. */
export function checkEasing(easing: Easing, pointer: string, findings: Findings): boolean {
  if (typeof easing === 'string') return true
  const [x1 = 0, , x2 = 0] = easing.cubicBezier
  if (Math.min(x1, x2) >= 0 && Math.max(x1, x2) <= 1) return true
  refuse(
    findings,
    'EASING_INVALID',
    `${pointer}/cubicBezier`,
    'time would go backwards: an x of a handle is not from 0 to 1',
    'Use [x1, y1, x2, y2] with x1 and x2 from 0 to 1.',
  )
  return false
}

/** The value on each frame of a clip, so that nothing but these is rounded. */
export function valuesOf(keys: readonly Key[], frameCount: number): Float64Array {
  const values = new Float64Array(Math.max(1, frameCount))
  let at = 0
  for (let frame = 0; frame < values.length; frame++) {
    while (at + 1 < keys.length && (keys[at + 1]?.frame ?? 0) <= frame) at++
    const [key, next] = [keys[at], keys[at + 1]]
    if (key === undefined) break
    const part = next === undefined ? 0 : Math.max(0, frame - key.frame) / (next.frame - key.frame)
    values[frame] =
      part === 0 ? key.value : key.value + ((next?.value ?? 0) - key.value) * eased(key.easing, part)
  }
  return values
}

/**
 * As few chords as stay within a tolerance of the values. From each point the next one is as far as some straight line
 * passes all values between by no more than that.
 */
export function curveThrough(values: Float64Array, tolerance: number): Varying {
  const value = (frame: number) => Number((values[frame] ?? 0).toFixed(9))
  const points: [number, number][] = [[0, value(0)]]
  let from = 0
  while (from < values.length - 1) {
    const end = farthest(values, from, tolerance)
    points.push([end, value(end)])
    from = end
  }
  return points.every(([, one]) => one === points[0]?.[1]) ? (points[0]?.[1] ?? 0) : points
}

function farthest(values: Float64Array, from: number, tolerance: number): number {
  const start = values[from] ?? 0
  let [low, high] = [-Infinity, Infinity]
  let end = from + 1
  for (let frame = from + 1; frame < values.length; frame++) {
    const length = frame - from
    const rise = (values[frame] ?? 0) - start
    if (rise / length >= low && rise / length <= high) end = frame
    low = Math.max(low, (rise - tolerance) / length)
    high = Math.min(high, (rise + tolerance) / length)
    if (low > high) break
  }
  return end
}

export const mostOf = (varying: Varying): number =>
  typeof varying === 'number' ? varying : Math.max(...varying.map(([, value]) => value))
