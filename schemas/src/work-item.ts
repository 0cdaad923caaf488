import { Type, type Static } from 'typebox'
import { Lane } from './render-events.ts'
import { Nullable, Strict, Uuid } from './strict.ts'

const ofEveryItem = {
  itemId: Type.String({
    description:
      'Last token of the subject; `render-<uuid>`, `chunk-<uuid>-<plan>-<number>` or `assembly-<uuid>-<plan>`',
  }),
  renderId: Uuid,
  stream: Type.String({ description: 'The event stream whose claim fences this item' }),
  lane: Lane,
  traceparent: Nullable(Type.String()),
}
const PlanId = Type.Integer({
  minimum: 0,
  description: 'The revision of the RenderPlanned that it belongs to',
})

/** A render that is to be planned, and made in the same claim where it is short. */
export const RenderWork = Strict({ kind: Type.Literal('render'), ...ofEveryItem })
export type RenderWork = Static<typeof RenderWork>

/** One chunk of a plan. */
export const ChunkWork = Strict({
  kind: Type.Literal('chunk'),
  ...ofEveryItem,
  planId: PlanId,
  number: Type.Integer({ minimum: 0 }),
})
export type ChunkWork = Static<typeof ChunkWork>

/** The film of a plan whose chunks are all there. It is claimed on the stream of its render. */
export const AssemblyWork = Strict({ kind: Type.Literal('assembly'), ...ofEveryItem, planId: PlanId })
export type AssemblyWork = Static<typeof AssemblyWork>

/**
 * The JetStream message of one piece of work. The message is transport: what is to be done is in the stream it names,
 * and a worker reads that before it does anything.
 */
export const WorkItem = Type.Union([RenderWork, ChunkWork, AssemblyWork])
export type WorkItem = Static<typeof WorkItem>
