import assert from 'node:assert/strict'
import { jsonEvent } from '@eventstore/db-client'
import { answerWithin } from './answer-within.ts'
import { EventStoreUnavailable } from './errors.ts'
import type { EventStore } from './event-store.ts'
import { connect, type Connection } from './eventstoredb-client.ts'
import { toFault } from './eventstoredb-errors.ts'
import { parsePosition } from './eventstoredb-events.ts'
import { followAll } from './eventstoredb-feed.ts'
import { readStream } from './eventstoredb-read.ts'
import { knownIds } from './known-ids.ts'
import type { Log } from './log.ts'
import { subscribeForever } from './subscription.ts'
import { revisionBefore, toWritable, type WritableEvent } from './writable-event.ts'

export interface EventStoreDBOptions {
  readonly url: string
  readonly timeoutMs: number
  readonly log: Log
  /** How long a subscription may hear nothing at all before it is made anew. */
  readonly silenceMs?: number
}

const usualSilenceMs = 600_000
const maxKnownIds = 50_000
/** Never written: asking for it makes the server look. */
const pingStream = 'framewright-ping'

/** The event store on EventStoreDB, behind its client's traps (each is a test: packages/event-store/test). */
export async function openEventStoreDB(options: EventStoreDBOptions): Promise<EventStore> {
  const { url, timeoutMs, log, silenceMs = usualSilenceMs } = options
  const connection = connect(url, log)
  const ids = knownIds(maxKnownIds)
  const closing = new AbortController()
  const inFlight = new Set<Promise<unknown>>()
  let closed: Promise<void> | null = null

  /** Closing waits for what is under way. A call on a closed channel is never made: the client would end the process. */
  async function call<T>(ask: () => Promise<T>): Promise<T> {
    if (closed !== null) throw new EventStoreUnavailable('the event store was closed')
    const answer = ask()
    inFlight.add(answer)
    try {
      return await answer
    } finally {
      inFlight.delete(answer)
    }
  }

  const store: EventStore = {
    append: async (stream, expected, events) => {
      const before = revisionBefore(expected)
      const writable = toWritable(stream, events)
      ids.refuseElsewhere(stream, before, writable)
      const revision = await call(() => append(connection, stream, before, writable, timeoutMs))
      const first = revision - BigInt(writable.length - 1)
      for (const [at, { id }] of writable.entries()) ids.note(id, { stream, revision: first + BigInt(at) })
      return { revision }
    },

    readStream: async (stream, { from = 0n } = {}) => {
      const events = await call(() => readStream(connection, stream, from, timeoutMs))
      for (const event of events) ids.note(event.id, event)
      return events
    },

    subscribe: ({ from, prefixes, signal }) => {
      assert(
        prefixes.length > 0 && !prefixes.includes(''),
        'a subscription names the prefixes of its streams',
      )
      if (from !== null) parsePosition(from)
      return subscribeForever({
        from,
        signal: AbortSignal.any([signal, closing.signal]),
        log,
        subscribe: (after, over) =>
          followAll({
            connection,
            from: after,
            prefixes,
            signal: over,
            answerWithinMs: timeoutMs,
            silenceMs,
          }),
      })
    },

    ping: async () => {
      await call(() => readStream(connection, pingStream, 0n, timeoutMs))
    },

    close: () =>
      (closed ??= (async () => {
        closing.abort()
        await Promise.allSettled(inFlight)
        await connection.close()
      })()),
  }
  try {
    await store.ping()
  } catch (error: unknown) {
    await store.close()
    throw error
  }
  return store
}

async function append(
  { client, callOptions }: Connection,
  stream: string,
  before: bigint,
  events: readonly WritableEvent[],
  timeoutMs: number,
): Promise<bigint> {
  const written = events.map(({ id, type, data, metadata }) =>
    // Our own copies: the client makes text of them later, and what fails in it then ends the process.
    jsonEvent({ id, type, data: JSON.parse(data), metadata: JSON.parse(metadata) }),
  )
  const answer = client.appendToStream(stream, written, {
    ...callOptions,
    expectedRevision: before < 0n ? 'no_stream' : before,
    requiresLeader: true,
    deadline: timeoutMs,
  })
  try {
    return (await answerWithin(timeoutMs, answer)).nextExpectedRevision
  } catch (error: unknown) {
    throw toFault(error, stream)
  }
}
