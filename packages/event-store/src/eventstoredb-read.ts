import { BACKWARDS, END, type AllStreamResolvedEvent, type ResolvedEvent } from '@eventstore/db-client'
import { EventStoreUnavailable } from './errors.ts'
import type { StoredEvent } from './event-store.ts'
import type { Connection } from './eventstoredb-client.ts'
import { isMissingStream, unavailable } from './eventstoredb-errors.ts'
import { toStoredEvent } from './eventstoredb-events.ts'

export async function readStream(
  { client, callOptions }: Connection,
  stream: string,
  from: bigint,
  timeoutMs: number,
): Promise<StoredEvent[]> {
  const reading = client.readStream(stream, { ...callOptions, fromRevision: from, requiresLeader: true })
  return readToEnd(reading, timeoutMs)
}

/** The last event of all, the server's own included; null: there is none. */
export async function readLast(
  { client, callOptions }: Connection,
  timeoutMs: number,
): Promise<StoredEvent | null> {
  const options = { direction: BACKWARDS, fromPosition: END, maxCount: 1, requiresLeader: true } as const
  const [last] = await readToEnd(client.readAll({ ...callOptions, ...options }), timeoutMs)
  return last ?? null
}

/** A read of the client's: a stream of its own kind, whose type it does not export as a stream. */
type Reading = AsyncIterable<ResolvedEvent | AllStreamResolvedEvent> & {
  on(event: 'error', hear: (error: Error) => void): unknown
  destroy(error?: Error): unknown
  cancel(): Promise<void>
}

/** The client sets no deadline for a read, so silence is measured here, from one event to the next. */
async function readToEnd(reading: Reading, timeoutMs: number): Promise<StoredEvent[]> {
  const silence = setTimeout(() => {
    reading.destroy(new EventStoreUnavailable(`the event store did not answer within ${timeoutMs} ms`))
  }, timeoutMs)
  // An error before the loop begins would find no listener, and end the process.
  reading.on('error', (error) => void reading.destroy(error))
  const events: StoredEvent[] = []
  try {
    for await (const { event } of reading) {
      silence.refresh()
      if (event !== undefined) events.push(toStoredEvent(event))
    }
    return events
  } catch (error: unknown) {
    // Leaving the loop does not end the call on the server. Rejects only where there never was one.
    void reading.cancel().catch(() => null)
    if (isMissingStream(error)) return []
    throw error instanceof EventStoreUnavailable ? error : unavailable(error)
  } finally {
    clearTimeout(silence)
  }
}
