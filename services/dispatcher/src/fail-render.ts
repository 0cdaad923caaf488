/**
 * In: a chunk that failed for good. Out: its render has failed, for the same reason. No other event is written by a dispatcher,
 * but that outputs have expired (expire-outputs.ts). It goes to the very revision at which the chunk's plan was read to be current: a chunk of the run before must not fail the
 * run that a retry began. Whoever dies behind it reads, the next time, that the render is over, and writes nothing.
 */
import { chunkOf, foldRender, renderStream, upcast, type Render } from '@framewright/domain'
import { StreamConflict, type EventStore, type NewEvent } from '@framewright/event-store'
import { eventCatalogue, type RenderEvent } from '@framewright/schemas'
import { v7 as uuidv7 } from 'uuid'
import type { ChunkFailure } from './route-event.ts'

/** False: the plan is not current any more. Throws EventStoreUnavailable: then it may have failed or not. */
export async function failRender(
  eventStore: Pick<EventStore, 'append' | 'readStream'>,
  failure: ChunkFailure,
): Promise<boolean> {
  const { renderId, planId } = chunkOf(failure.stream)
  const stream = renderStream(renderId)
  for (;;) {
    const render = await readRender(eventStore, stream)
    if (render.plan?.id !== planId) return false
    try {
      await eventStore.append(stream, render.revision, [failedBecause(failure, render, renderId)])
      return true
    } catch (error: unknown) {
      // Something else happened to it: it is looked at again.
      if (!(error instanceof StreamConflict)) throw error
    }
  }
}

async function readRender(eventStore: Pick<EventStore, 'readStream'>, stream: string): Promise<Render> {
  const stored = await eventStore.readStream(stream)
  return foldRender(
    stored.map(({ type, data, revision, metadata }) => ({
      event: upcast({ type, data, schemaVersion: metadata.schemaVersion }) as RenderEvent,
      revision,
    })),
  )
}

function failedBecause(
  { id, data, metadata }: ChunkFailure,
  { attempt }: Render,
  renderId: string,
): NewEvent {
  const { code, message, stderrTail } = data
  const event: RenderEvent = { type: 'RenderFailed', data: { attempt, code, message, stderrTail } }
  return {
    id: uuidv7(),
    ...event,
    metadata: {
      $correlationId: renderId,
      $causationId: id,
      traceparent: metadata.traceparent,
      userId: metadata.userId,
      schemaVersion: eventCatalogue[event.type].schemaVersion,
    },
  }
}
