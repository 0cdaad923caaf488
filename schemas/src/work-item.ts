import { Type, type Static } from 'typebox'
import { Lane } from './render-events.ts'
import { Nullable, Strict, Uuid } from './strict.ts'

/**
 * The JetStream message of one piece of work. The message is transport: what is to be done is in the stream it names,
 * and a worker reads that before it does anything.
 */
export const RenderWork = Strict({
  kind: Type.Literal('render'),
  itemId: Type.String({ description: 'Last token of the subject; `render-<uuid>`' }),
  renderId: Uuid,
  stream: Type.String({ description: 'The event stream whose claim fences this item' }),
  lane: Lane,
  traceparent: Nullable(Type.String()),
})
export type RenderWork = Static<typeof RenderWork>

export const WorkItem = RenderWork
export type WorkItem = RenderWork
