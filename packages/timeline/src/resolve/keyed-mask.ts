import type { Animated, DrawnMask, Rational } from '@framewright/schemas'
import { keysOf, valuesOf } from '../picture/curve.ts'
import { stepsIn, type KeyedNumber } from '../picture/keyed-steps.ts'
import { refuse, type Findings } from './problems.ts'

type Still<M> = M extends object
  ? { [K in keyof M]: M[K] extends Animated | undefined ? number : Still<M[K]> }
  : M
/** A drawn mask at one of its frames, with all of its numbers. */
export type StillMask = Still<Required<Extract<DrawnMask, { width?: unknown }>>> | Still<Required<Polygon>>
type Polygon = Extract<DrawnMask, { points: unknown }>
type Area = Exclude<DrawnMask, Polygon>

export interface MaskStep {
  readonly frameCount: number
  readonly mask: StillMask
}

/** Each is drawn once, from a file of its own. */
const mostDrawn = 1200
/** Numbers of all of them together: what the plan says of them. */
const mostNumbers = 12_000
/** Where the soft edge changes, each is blurred by filters of its own. */
const mostBlurred = 150
/** Into so many parts of its range a number is divided, where there would be more. */
const divisions = [Infinity, 1024, 512, 256, 128, 64, 32, 16, 8]

/** What a number may be, where an easing overshoots. */
const limits = { side: [0, 4], part: [-1, 2], half: [0, 0.5] } as const
type Limit = keyof typeof limits

/** A mask as one after the other, each for so many frames; null where that cannot be, which is reported. */
export function maskSteps(
  mask: DrawnMask,
  pointer: string,
  frameCount: number,
  { rate, findings }: { readonly rate: Rational; readonly findings: Findings },
): readonly MaskStep[] | null {
  const before = findings.problems.length
  const numbers: KeyedNumber[] = []
  const first = stillMask(mask, (value, key, limit) => {
    if (typeof value === 'number') return value
    const [least, most] = limits[limit]
    const values = valuesOf(keysOf(value, `${pointer}/${key}`, rate, findings), frameCount).map((one) =>
      Number(Math.min(most, Math.max(least, one)).toFixed(6)),
    )
    numbers.push({ key, values })
    return values[0] ?? 0
  })
  if (findings.problems.length > before) return null
  if (numbers.length === 0) return [{ frameCount, mask: first }]
  const isBlurred = numbers.some(({ key }) => key === 'feather')
  const most = isBlurred ? mostBlurred : Math.min(mostDrawn, Math.floor(mostNumbers / numbersIn(mask)))
  const steps = divisions
    .map((parts) => stepsIn(numbers, frameCount, parts))
    .find(({ length }) => length <= most)
  if (steps === undefined) {
    const message = 'its numbers go up and down too often'
    const remedy = `Use fewer keyframes, or "hold" between them: ${most} steps at most.`
    refuse(findings, 'KEYFRAMES_TOO_MANY', pointer, message, remedy)
    return null
  }
  return steps.map(({ values, frameCount }) => {
    const now = new Map(values)
    return { frameCount, mask: stillMask(mask, (value, key) => now.get(key) ?? Number(value)) }
  })
}

const numbersIn = (mask: DrawnMask): number => (mask.type === 'polygon' ? 2 * mask.points.length : 6)

function stillMask(
  mask: DrawnMask,
  number: (value: Animated, key: string, limit: Limit) => number,
): StillMask {
  const edge = { feather: number(mask.feather ?? 0, 'feather', 'half'), invert: mask.invert ?? false }
  if (mask.type === 'polygon') {
    const points = mask.points.map(({ x, y }, at) => ({
      x: number(x, `points/${at}/x`, 'part'),
      y: number(y, `points/${at}/y`, 'part'),
    }))
    return { type: mask.type, points, ...edge }
  }
  const area = stillArea(mask, number)
  if (mask.type === 'ellipse') return { type: mask.type, ...area, ...edge }
  return { type: mask.type, ...area, radius: number(mask.radius ?? 0, 'radius', 'half'), ...edge }
}

function stillArea(
  { width = 1, height = 1, position: { x, y } = { x: 0.5, y: 0.5 } }: Area,
  number: (value: Animated, key: string, limit: Limit) => number,
) {
  return {
    width: number(width, 'width', 'side'),
    height: number(height, 'height', 'side'),
    position: { x: number(x, 'position/x', 'part'), y: number(y, 'position/y', 'part') },
  }
}
