import type { PlainEffect, PlannedEffect, PlannedMix, PlannedSteps } from '@framewright/timeline'
import type { Affected } from './effect-filters.ts'
import { filter, type Graph, type Stream } from '../filter-syntax.ts'
import { levelAlong } from '../picture/layer-alpha.ts'
import { cut, formatsOf, onGrid, overlay } from '../picture/picture-filters.ts'

type Done<E extends PlannedEffect> = (stream: Stream, effect: E) => Stream

/** Each of the frames goes through the step that it is in, and nothing else is remembered of those before. */
export function stepped(
  graph: Graph,
  stream: Stream,
  { steps }: PlannedSteps,
  { plan }: Affected,
  done: Done<PlainEffect>,
): Stream {
  let startFrame = 0
  const parts = graph.split(stream, steps.length, 'video').map((copy, at) => {
    const { frameCount = 0, effect = null } = steps[at] ?? {}
    const part = graph.chain([copy], ...cut(plan, startFrame, (startFrame += frameCount)))
    return effect === null ? part : done(part, effect)
  })
  return graph.chain(parts, filter('concat', { n: parts.length, v: 1, a: 0 }), ...onGrid(plan))
}

/**
 * What comes of an effect is laid over what it was done to, with an alpha that its share says: exact at both ends. Where
 * there is alpha already, that is mixed by itself, and colours as if they were opaque.
 */
export function mixed(
  graph: Graph,
  stream: Stream,
  { share, effect }: PlannedMix,
  affected: Affected,
  done: Done<PlainEffect | PlannedSteps>,
): Stream {
  const { plan, size, pixelFormat } = affected
  const { opaque, alpha } = formatsOf(plan)
  const inFormat = (from: Stream, pixelFormat: string) =>
    graph.chain([from], filter('format', { pix_fmts: pixelFormat }), ...onGrid(plan))
  const copies = (from: Stream, count: 1 | 2) => graph.split(from, count, 'video') as [Stream, Stream]
  const hasAlpha = pixelFormat === alpha
  const [before, below] = copies(stream, 2)
  const [color, ofColor] = copies(below, hasAlpha ? 2 : 1)
  const [after, ofAfter] = copies(inFormat(done(before, effect), alpha), hasAlpha ? 2 : 1)
  const [level, ofLevel] = copies(levelAlong(graph, plan, share, size, alpha), hasAlpha ? 2 : 1)
  const above = graph.chain([after, level], alphaOfSecond)
  const colors = graph.chain([inFormat(color, opaque), above], overlay(plan, 0, 0), ...onGrid(plan))
  if (!hasAlpha) return colors
  const alphas = graph.chain([ofColor, ofAfter, ofLevel], filter('maskedmerge', { planes: 8 }))
  return graph.chain([inFormat(colors, alpha), alphas], alphaOfSecond, ...onGrid(plan))
}

const alphaOfSecond = filter('lut2', { c0: 'x', c1: 'x', c2: 'x', c3: 'y', shortest: 1 })
