import type { CropWindow, KenBurns, Placement, Varying } from '@framewright/timeline'
import { curveExpression, signed } from './curve-expression.ts'
import { filter, type Filter } from '../filter-syntax.ts'

/**
 * The part of each frame that is seen then, in the size in which it is placed. The frames have the size in which they
 * are made for it. As with a transform, `perspective` finds each pixel to 1/256 of one: `zoompan` goes by whole ones.
 */
export function movedOver(moved: KenBurns | CropWindow, placement: Placement, firstFrame: number): Filter[] {
  const axis =
    'from' in moved ? viewAxis(moved, placement, firstFrame) : windowAxis(moved, placement, firstFrame)
  const { width, height } = moved
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ].flatMap(([x = 0, y = 0], at): [string, string][] => [
    [`x${at}`, axis('x', x)],
    [`y${at}`, axis('y', y)],
  ])
  return [
    filter('perspective', { ...Object.fromEntries(corners), interpolation: 'cubic', eval: 'frame' }),
    filter('crop', { out_w: placement.width, out_h: placement.height, x: 0, y: 0 }),
  ]
}

/** The index of the pixel that is seen at a place of what is shown. */
type Axis = (of: 'x' | 'y', place: number) => string

function windowAxis(
  { width, height, left, top, seenWidth, seenHeight }: CropWindow,
  placement: Placement,
  firstFrame: number,
): Axis {
  const at = (curve: Varying) => curveExpression(curve, 'on', 1 - firstFrame)
  return (of, place) => {
    const [made, edge, share, seen] =
      of === 'x' ? [width, left, seenWidth, placement.width] : [height, top, seenHeight, placement.height]
    return `(${at(edge)}+${at(share)}*${(place + 0.5) / seen})*${made}-0.5`
  }
}

function viewAxis(
  { from, to, progress, width, height }: KenBurns,
  placement: Placement,
  firstFrame: number,
): Axis {
  const between = (first: number, last: number) =>
    first === last ? signed(first) : `(${signed(first)}+ld(0)*${signed(last - first)})`
  // An easing may go beyond its ends, a view may not.
  const zoom = `max(1,${between(from.zoom, to.zoom)})`
  return (of, place) => {
    const [side, made, seen] =
      of === 'x'
        ? [width, width / placement.scaledWidth, placement.width]
        : [height, height / placement.scaledHeight, placement.height]
    const edge = `clip(${between(from[of], to[of])},0,1)`
    const step = `st(1,${signed(made)}/${zoom})`
    return `st(0,${curveExpression(progress, 'on', 1 - firstFrame)});${step};${edge}*(${side}-${seen}*ld(1))+${place + 0.5}*ld(1)-0.5`
  }
}
