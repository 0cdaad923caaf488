import type { Gradient } from '@framewright/schemas'
import { directionOf } from '../picture/angle.ts'
import { plannedColor } from '../picture/colors.ts'
import type { DrawnBox, DrawnGradient } from '../picture/drawing.ts'
import { refuse, type Findings } from './problems.ts'

/** A gradient as it lies over a box: a linear one reaches as far as its corners do, as in CSS. */
export function resolveGradient(
  gradient: Gradient,
  box: DrawnBox,
  pointer: string,
  findings: Findings,
): DrawnGradient {
  const stops = gradient.stops.map(({ offset, color }) => ({ offset, color: plannedColor(color) }))
  const falling = stops.findIndex(({ offset }, at) => offset < (stops[at - 1]?.offset ?? 0))
  if (falling > 0) {
    refuse(
      findings,
      'GRADIENT_STOPS',
      `${pointer}/stops/${falling}/offset`,
      'it comes before the stop that is listed before it',
      'List the stops in the order of their offsets.',
    )
  }
  if (gradient.type === 'radial') {
    const { center = { x: 0.5, y: 0.5 }, radius = 1 } = gradient
    const halfDiagonal = Math.sqrt(box.width * box.width + box.height * box.height) / 2
    const middle = { x: box.x + center.x * box.width, y: box.y + center.y * box.height }
    return { kind: 'radial', center: middle, radius: radius * halfDiagonal, stops }
  }
  const { x, y } = directionOf(gradient.angle ?? 180)
  const reach = (Math.abs(x) * box.width + Math.abs(y) * box.height) / 2
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  return {
    kind: 'linear',
    from: { x: middle.x - x * reach, y: middle.y - y * reach },
    to: { x: middle.x + x * reach, y: middle.y + y * reach },
    stops,
  }
}
