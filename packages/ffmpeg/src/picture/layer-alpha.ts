import { spread, stepExpression } from './step-frames.ts'
import type { BorderRadius, PictureClip, RenderPlan, Varying } from '@framewright/timeline'
import type { LaidStream } from './blend.ts'
import { firstOwnFrame, shownFrames } from './clip-part.ts'
import { curveExpression } from './curve-expression.ts'
import { filter, type Graph, type Stream } from '../filter-syntax.ts'
import { onGrid, rateText } from './picture-filters.ts'

interface Size {
  readonly width: number
  readonly height: number
}

export const mostOf = (pixelFormat: string): number => (pixelFormat.endsWith('10le') ? 1023 : 255)

/** Frames with alpha, whose alpha is multiplied by that of others in the same size and format. */
export function multiplied(graph: Graph, stream: Stream, by: Stream, pixelFormat: string): Stream {
  const most = mostOf(pixelFormat)
  const product = filter('lut2', { c0: 'x', c1: 'x', c2: 'x', c3: `floor(x*y/${most}+0.5)` })
  return graph.chain([stream, by], product)
}

/** A picture within a larger one, and how round its corners are: its radius in pixels. */
export interface Mask {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly radius: BorderRadius
}

/** Nothing is left of it outside of the mask, which is drawn once; where its radius changes, once for each. */
export function masked(
  graph: Graph,
  plan: RenderPlan,
  stream: Stream,
  size: Size,
  { x, y, width, height, radius }: Mask,
  pixelFormat: string,
): Stream {
  const steps = typeof radius === 'number' ? [{ frameCount: 1, radius }] : radius
  // How far beyond the middles of its round corners a pixel is.
  const beyond = (at: string, side: number, inner: string) => `max(0,abs(${at}+0.5-${side / 2})-${inner})`
  const round = (reach: string, inner: (side: number) => string) => {
    const [dx, dy] = [beyond(`X-${x}`, width, inner(width)), beyond(`Y-${y}`, height, inner(height))]
    return `clip(${reach}-sqrt(${dx}*${dx}+${dy}*${dy}),0,1)`
  }
  const inside = `between(X,${x},${x + width - 1})*between(Y,${y},${y + height - 1})`
  const level =
    radius === 0
      ? inside
      : typeof radius === 'number'
        ? `${inside}*${round(String(radius + 0.5), (side) => String(side / 2 - radius))}`
        : // Sharp corners are no round ones of a radius of nothing, which would lack half of their last pixel.
          `(st(0,${stepExpression(radius.map((step) => step.radius))});` +
          `${inside}*if(ld(0),${round('(ld(0)+0.5)', (side) => `(${side / 2}-ld(0))`)},1))`
  const mask = graph.chain(
    [],
    ...levels(plan, size, steps.length, pixelFormat),
    filter('geq', { lum: 0, cb: 0, cr: 0, a: `floor(${level}*${mostOf(pixelFormat)}+0.5)` }),
    ...(typeof radius === 'number' ? [] : spread(plan, steps)),
  )
  return multiplied(graph, stream, mask, pixelFormat)
}

/** A level for each frame is made in one sample of chroma, and spread over all of the picture. */
const smallest = { width: 2, height: 2 }

/** The frames of a clip, of which the opacity changes if it says so. */
export function fadedAlong(
  graph: Graph,
  plan: RenderPlan,
  { stream, width, height }: LaidStream,
  clip: PictureClip,
  pixelFormat: string,
): Stream {
  if (clip.opacityCurve === undefined) return stream
  const level = `floor(${curveExpression(clip.opacityCurve, 'N', -firstOwnFrame(clip))}*${mostOf(pixelFormat)}+0.5)`
  const opacities = graph.chain(
    [],
    ...levels(plan, smallest, shownFrames(clip), pixelFormat),
    filter('geq', { lum: 0, cb: 0, cr: 0, a: level }),
    filter('scale', { width, height, flags: 'neighbor' }),
    filter('setsar', { sar: 1 }),
    ...onGrid(plan),
  )
  return multiplied(graph, stream, opacities, pixelFormat)
}

/** As many frames as are asked for, with a level for each as their alpha, from 0 to 1. */
export function levelAlong(
  graph: Graph,
  plan: RenderPlan,
  level: Varying,
  { width, height }: Size,
  pixelFormat: string,
): Stream {
  const value = `floor(${curveExpression(level, 'N', 0)}*${mostOf(pixelFormat)}+0.5)`
  return graph.chain(
    [],
    filter('color', { color: 'black', size: '2x2', rate: rateText(plan) }),
    filter('format', { pix_fmts: pixelFormat }),
    filter('geq', { lum: 0, cb: 0, cr: 0, a: value }),
    filter('scale', { width, height, flags: 'neighbor' }),
    filter('setsar', { sar: 1 }),
    ...onGrid(plan),
  )
}

const levels = (plan: RenderPlan, { width, height }: Size, frameCount: number, pixelFormat: string) => [
  filter('color', { color: 'black', size: `${width}x${height}`, rate: rateText(plan) }),
  filter('trim', { end_frame: frameCount }),
  filter('format', { pix_fmts: pixelFormat }),
]
