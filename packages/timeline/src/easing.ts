import type { Easing } from '@framewright/schemas'

type Handles = readonly number[]

/** The curves that CSS has by these names. */
const handles: Readonly<Record<'ease-in' | 'ease-out' | 'ease-in-out', Handles>> = {
  'ease-in': [0.42, 0, 1, 1],
  'ease-out': [0, 0, 0.58, 1],
  'ease-in-out': [0.42, 0, 0.58, 1],
}

/** How much of the way has been gone after such a part of the time, both from 0 to 1. */
export function eased(easing: Easing, part: number): number {
  if (easing === 'hold') return part < 1 ? 0 : 1
  if (easing === 'linear') return part
  return onBezier(typeof easing === 'string' ? handles[easing] : easing.cubicBezier, part)
}

/** By halving: x never goes back on such a curve. */
function onBezier([x1 = 0, y1 = 0, x2 = 1, y2 = 1]: Handles, x: number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (coordinate(x1, x2, middle) < x) low = middle
    else high = middle
  }
  return coordinate(y1, y2, (low + high) / 2)
}

const coordinate = (first: number, second: number, at: number): number =>
  3 * first * at * (1 - at) * (1 - at) + 3 * second * at * at * (1 - at) + at * at * at
