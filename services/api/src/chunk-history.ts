import { chunkStream, upcast } from '@framewright/domain'
import type { EventStore, StoredEvent } from '@framewright/event-store'
import type { HistoryEvent } from '@framewright/schemas'
import type { Static } from 'typebox'
import { atOnce } from './at-once.ts'

export interface PlacedEvent {
  readonly event: StoredEvent
  /** Which chunk it is of; null: it is the render's own. */
  readonly chunk: NonNullable<Static<typeof HistoryEvent>['chunk']> | null
}

/** A film may have some 700 chunks, each with a stream of its own. */
const streamsAtOnce = 16

/** A render's events and those of the chunks of all its plans, in the order of time. A hit has none. */
export async function withChunkEvents(
  store: EventStore,
  renderId: string,
  own: readonly StoredEvent[],
): Promise<PlacedEvent[]> {
  const chunks = await atOnce(streamsAtOnce, own.flatMap(chunksPlannedBy), async (chunk) => {
    const stream = chunkStream({ renderId, ...chunk, planId: BigInt(chunk.planId) })
    return (await store.readStream(stream)).map((event) => ({ event, chunk }))
  })
  return inOrderOfTime([own.map((event) => ({ event, chunk: null })), ...chunks])
}

function chunksPlannedBy(stored: StoredEvent): { planId: number; number: number }[] {
  const { type, data, metadata, revision } = stored
  if (type !== 'RenderPlanned') return []
  const event = upcast({ type, data, schemaVersion: metadata.schemaVersion })
  if (event.type !== 'RenderPlanned' || event.data.mode === 'inline') return []
  const hits = new Set(event.data.hits)
  return Array.from({ length: event.data.chunkCount }, (_, number) => ({
    planId: Number(revision),
    number,
  })).filter(({ number }) => !hits.has(number))
}

/** The events of one stream stay in their order, whatever a clock that was put back has made of their times. */
function inOrderOfTime(streams: readonly (readonly PlacedEvent[])[]): PlacedEvent[] {
  return streams
    .flatMap((events) => {
      let latestMs = 0
      return events.map((placed) => {
        latestMs = Math.max(latestMs, placed.event.recordedAt.getTime())
        return { placed, atMs: latestMs }
      })
    })
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ placed }) => placed)
}
