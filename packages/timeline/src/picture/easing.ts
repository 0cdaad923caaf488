import type { Easing, EasingName } from '@framewright/schemas'

type Handles = readonly number[]
type Law = (part: number) => number

/** The curves that CSS has by these names. */
const handles: Readonly<Record<string, Handles>> = {
  ease: [0.25, 0.1, 0.25, 1],
  'ease-in': [0.42, 0, 1, 1],
  'ease-out': [0, 0, 0.58, 1],
  'ease-in-out': [0.42, 0, 0.58, 1],
}

/** How far beyond its ends `back` goes: a tenth of the way. */
const overshoot = 1.70158

/** How each law sets out. It arrives the same way backwards. */
const laws: Readonly<Record<string, Law>> = {
  quad: (part) => part * part,
  cubic: (part) => part * part * part,
  quart: (part) => part * part * part * part,
  circ: (part) => 1 - Math.sqrt(1 - part * part),
  back: (part) => part * part * ((overshoot + 1) * part - overshoot),
  bounce: (part) => 1 - fallen(1 - part),
}

/** A ball that is let go at 0, lands on 1, and comes up again to a quarter, a sixteenth and a 64th of its height. */
function fallen(part: number): number {
  const steps = 2.75
  const [middle, height] =
    part < 1 / steps
      ? [0, 0]
      : part < 2 / steps
        ? [1.5, 0.75]
        : part < 2.5 / steps
          ? [2.25, 0.9375]
          : [2.625, 0.984375]
  const off = part * steps - middle
  return off * off + height
}

/** How much of the way has been gone after such a part of the time, which is from 0 to 1. */
export function eased(easing: Easing, part: number): number {
  if (typeof easing !== 'string') return onBezier(easing.cubicBezier, part)
  if (easing === 'hold') return part < 1 ? 0 : 1
  if (easing === 'linear') return part
  return byName(easing, part)
}

function byName(name: EasingName, part: number): number {
  const curve = handles[name]
  if (curve !== undefined) return onBezier(curve, part)
  const law = laws[name.slice(name.lastIndexOf('-') + 1)] as Law
  if (name.startsWith('ease-in-out')) return part < 0.5 ? law(2 * part) / 2 : 1 - law(2 - 2 * part) / 2
  return name.startsWith('ease-in') ? law(part) : 1 - law(1 - part)
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
