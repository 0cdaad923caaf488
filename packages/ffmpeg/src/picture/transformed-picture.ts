import type { BorderRadius, RenderPlan, Transform, Varying } from '@framewright/timeline'
import type { Laid, LaidStream } from './blend.ts'
import { curveExpression, signed } from './curve-expression.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { masked } from './layer-alpha.ts'
import { turnOf } from './turn.ts'
import { formatsOf } from './picture-filters.ts'

/** `perspective` knows no more than eight bits; colour has the size of luma, so that both are moved alike. */
export const movedFormat = 'yuva444p'

/** Pixels of nothing round a picture: a cubic reaches for two, and what is farther out is what is at the edge. */
const border = 4
/** Below this a picture is a dot, and coordinates of a source would get too large for `perspective`. */
const leastScale = 0.002

interface Size {
  readonly width: number
  readonly height: number
}

interface Moved {
  readonly transform: Transform
  /** Of the corners of the picture. */
  readonly radius: BorderRadius
  /** Which frame of the transform the first one has. */
  readonly firstFrame: number
  /** Brings it to the colours of the film, once it has been moved in those of SDR. */
  readonly colors: readonly Filter[]
}

/**
 * A picture where its transform puts it, in the part of the canvas that it can reach. `perspective` finds the place in
 * the picture of each pixel of the canvas, to 1/256 of a pixel, so nothing moves in steps. Its plain C is the same on
 * every processor; the sine it needs is a series, as those of C libraries are not.
 *
 * @param picture     with alpha or without, in `movedFormat` or any other
 * @param held        brings it to its number of frames, where that is still to be done
 */
export function transformed(
  graph: Graph,
  plan: RenderPlan,
  picture: Stream,
  size: Size,
  { transform, radius, firstFrame, colors }: Moved,
  held: readonly Filter[],
): LaidStream {
  const region = regionOf(transform, size, plan)
  const frame = {
    width: Math.max(region.width, size.width + 2 * border),
    height: Math.max(region.height, size.height + 2 * border),
  }
  const framed = graph.chain(
    [picture],
    filter('format', { pix_fmts: movedFormat }),
    filter('pad', { width: size.width + 2 * border, height: size.height + 2 * border, x: border, y: border }),
    // The colour of its edges goes on beyond them, or they would get dark where they are half transparent.
    filter('fillborders', { left: border, right: border, top: border, bottom: border, mode: 'smear' }),
    filter('pad', { width: frame.width, height: frame.height }),
  )
  const mask = { x: border, y: border, ...{ width: size.width, height: size.height, radius } }
  const cutout = masked(graph, plan, framed, frame, mask, movedFormat)
  const isMoving = [transform.x, transform.y, transform.scale, transform.rotation].some(
    (one) => typeof one !== 'number',
  )
  const stream = graph.chain(
    [cutout],
    ...(isMoving ? held : []),
    filter('perspective', {
      // Its counter begins with 1.
      ...cornersOf(transform, region, frame, 1 - firstFrame),
      interpolation: 'cubic',
      eval: isMoving ? 'frame' : 'init',
    }),
    filter('crop', { out_w: region.width, out_h: region.height, x: 0, y: 0 }),
    filter('format', { pix_fmts: formatsOf(plan).alpha }),
    ...colors,
    ...(isMoving ? [] : held),
  )
  return { stream, ...region }
}

/** Where on the canvas it may be seen at any time: its anchor goes so far, and no corner is farther from that than one. */
function regionOf(
  { x, y, scale, anchorX, anchorY }: Transform,
  { width, height }: Size,
  plan: RenderPlan,
): Laid {
  const reachX = Math.max(Math.abs(anchorX), Math.abs(width - anchorX))
  const reachY = Math.max(Math.abs(anchorY), Math.abs(height - anchorY))
  const reach = Math.sqrt(reachX * reachX + reachY * reachY) * rangeOf(scale)[1] + 2
  const span = (varying: Varying, side: number) => {
    const [least, most] = rangeOf(varying)
    const from = Math.max(0, 2 * Math.floor((least - reach) / 2))
    const to = Math.min(side, 2 * Math.ceil((most + reach) / 2))
    // Two pixels of nothing, where it is never seen.
    return to > from ? { from, length: to - from } : { from: 0, length: 2 }
  }
  const [across, down] = [span(x, plan.width), span(y, plan.height)]
  return { x: across.from, y: down.from, width: across.length, height: down.length }
}

const rangeOf = (varying: Varying): [least: number, most: number] => {
  const values = typeof varying === 'number' ? [varying] : varying.map(([, value]) => value)
  return [Math.min(...values), Math.max(...values)]
}

/** Where in the frame of the picture the corners of the region are, as indices of pixels. */
function cornersOf(transform: Transform, region: Laid, frame: Size, counted: number): Record<string, string> {
  const [left, top] = [region.x + 0.5, region.y + 0.5]
  const corners = [
    [left, top],
    [left + frame.width, top],
    [left, top + frame.height],
    [left + frame.width, top + frame.height],
  ] as const
  return Object.fromEntries(
    corners.flatMap(([x, y], at) => [
      [`x${at}`, coordinate(transform, 'x', x, y, counted)],
      [`y${at}`, coordinate(transform, 'y', x, y, counted)],
    ]),
  )
}

/**
 * From a point of the canvas to one of the picture: back from where the anchor stands, turned back, and by the scale.
 * Too small to be seen, it is looked for where there is nothing.
 */
function coordinate(
  transform: Transform,
  of: 'x' | 'y',
  canvasX: number,
  canvasY: number,
  counted: number,
): string {
  const value = (varying: Varying) => curveExpression(varying, 'on', counted)
  const { scale, rotation } = transform
  const turn = rotation === 0 ? null : turnOf(rotation, value)
  const across = `(${canvasX}-${value(transform.x)})`
  const down = `(${canvasY}-${value(transform.y)})`
  const [along, other, sign] = of === 'x' ? [across, down, '+'] : [down, across, '-']
  const turned = turn === null ? along : `${turn.cosine}*${along}${sign}${turn.sine}*${other}`
  const anchor = (of === 'x' ? transform.anchorX : transform.anchorY) + border - 0.5
  const isEverTiny = rangeOf(scale)[0] < leastScale
  const divisor = isEverTiny ? `max(ld(3),${leastScale})` : 'ld(3)'
  const hidden = isEverTiny ? `+100000*lt(ld(3),${leastScale})` : ''
  return `${turn?.before ?? ''}st(3,${value(scale)});${signed(anchor)}+(${turned})/${divisor}${hidden}`
}
