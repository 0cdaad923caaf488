import type { Curve } from '@framewright/timeline'
import { decimal } from '../filter-syntax.ts'

/**
 * Which frame of a clip it is at which so much of the source has gone by as variable 0 says; an expression that finds its
 * chord by halves. Beyond its ends a ramp goes on as it began and as it ended.
 */
export function frameOnRamp(ramp: Curve): string {
  const within = (from: number, to: number): string => {
    if (to - from > 1) {
      const middle = Math.floor((from + to) / 2)
      return `if(lt(ld(0),${decimal(ramp[middle]?.[1] ?? 0)}),${within(from, middle)},${within(middle, to)})`
    }
    const [start = [0, 0], end = [1, 1]] = [ramp[from], ramp[to]]
    return `(${start[0]}+(ld(0)-${decimal(start[1])})*${end[0] - start[0]}/${decimal(end[1] - start[1])})`
  }
  return within(0, ramp.length - 1)
}
