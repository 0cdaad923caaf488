import type { PlannedEffect, RenderPlan } from '@framewright/timeline'
import { colorFilters } from './effect-color.ts'
import type { Graph, Stream } from './filter-syntax.ts'

/** A stream that effects are done to: frames of one size, in a pixel format of the composition. */
export interface Affected {
  readonly stream: Stream
  readonly plan: RenderPlan
  readonly pixelFormat: string
}

/** The same frames in the same format, with the effects done to them in their order. */
export function withEffects(graph: Graph, effects: readonly PlannedEffect[], affected: Affected): Stream {
  const { pixelFormat } = affected
  return effects.reduce(
    (stream, effect) => graph.chain([stream], ...colorFilters(effect, pixelFormat)),
    affected.stream,
  )
}
