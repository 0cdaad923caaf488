import type { PlannedSharpen, RenderPlan } from '@framewright/timeline'
import { asMatte, seenThrough } from '../picture/alpha-canvas.ts'
import { sharpenKernel } from './effect-blur.ts'
import type { Affected } from './effect-filters.ts'
import { decimal, filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { formatsOf, onGrid, overlay, plainFrame } from '../picture/picture-filters.ts'

/**
 * What mixes the colours of neighbours, done to each by how much there is of it: to the frames on black and to their matte,
 * as a transparent film is composed. So where a picture ends no colour comes in from what nobody sees.
 */
export function byShare(
  graph: Graph,
  stream: Stream,
  { plan, size }: Pick<Affected, 'plan' | 'size'>,
  mixed: (pixelFormat: string) => readonly Filter[],
): Stream {
  const { opaque } = formatsOf(plan)
  const [colors, shares] = graph.split(stream, 2, 'video') as [Stream, Stream]
  const done = (layer: Stream) =>
    graph.chain([onBlack(graph, plan, size, layer)], ...mixed(opaque), ...onGrid(plan))
  return seenThrough(graph, plan, done(colors), done(asMatte(graph, plan, shares, true)))
}

/** Opaque frames, in which what is transparent is black. */
export function onBlack(graph: Graph, plan: RenderPlan, size: Affected['size'], layer: Stream): Stream {
  const black = graph.chain(
    [],
    ...plainFrame(plan, size, '000000', formatsOf(plan).opaque),
    filter('loop', { loop: -1, size: 1 }),
    ...onGrid(plan),
  )
  const { name, options } = overlay(plan, 0, 0)
  return graph.chain([black, layer], filter(name, { ...options, shortest: 1 }), ...onGrid(plan))
}

/** What luma differs by from its blurred self is added to it, and that is blurred by what is seen of it. */
export function sharpenedByShare(
  graph: Graph,
  stream: Stream,
  { amount }: PlannedSharpen,
  affected: Affected,
): Stream {
  const [sharp, soft] = graph.split(stream, 2, 'video') as [Stream, Stream]
  const low = byShare(graph, soft, affected, () => [sharpenKernel(-1)])
  const added = `x+(x-y)*${decimal(amount)}`
  return graph.chain(
    [sharp, low],
    filter('lut2', { c0: `floor(${added}+0.5)`, c1: 'x', c2: 'x', c3: 'x' }),
    ...onGrid(affected.plan),
  )
}
