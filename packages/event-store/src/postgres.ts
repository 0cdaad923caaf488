import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { answerWithin } from './answer-within.ts'
import type { Append, Verdict } from './decide-appends.ts'
import { EventRejected, EventStoreUnavailable, StreamConflict } from './errors.ts'
import type { EventStore } from './event-store.ts'
import { groupCommit } from './group-commit.ts'
import type { Log } from './log.ts'
import { writeAppends } from './postgres-append.ts'
import { followEvents, toCursor } from './postgres-feed.ts'
import { openListener, type Listener } from './postgres-listener.ts'
import { openPool } from './postgres-pool.ts'
import { toStoredEvent } from './postgres-rows.ts'
import { createTables } from './postgres-tables.ts'
import { subscribeForever } from './subscription.ts'
import { revisionBefore, toWritable } from './writable-event.ts'

export interface PostgresOptions {
  readonly url: string
  readonly maxConnections: number
  readonly timeoutMs: number
  readonly log: Log
}

const maxEventsPerGroup = 500

/** The event store on Postgres, in a schema of its own, which it makes when it is not there. */
export async function openPostgres({
  url,
  maxConnections,
  timeoutMs,
  log,
}: PostgresOptions): Promise<EventStore> {
  const pool = openPool({ url, maxConnections, timeoutMs, log })
  const db = pool.kysely
  const answered = <T>(answer: Promise<T>) => answerWithin(timeoutMs, orUnavailable(answer))
  try {
    await answered(createTables(db))
  } catch (error: unknown) {
    await pool.close()
    throw error
  }

  const appends = groupCommit<Append, Verdict>({
    write: (group) => writeAppends(pool, group),
    weigh: (append) => append.events.length,
    maxWeight: maxEventsPerGroup,
    maxWaitMs: timeoutMs,
  })
  const closing = new AbortController()
  let listener: Listener | null = null
  let closed: Promise<void> | null = null

  return {
    append: async (stream, expected, events) => {
      const before = revisionBefore(expected)
      const verdict = await answered(appends.add({ stream, before, events: toWritable(stream, events) }))
      switch (verdict.kind) {
        case 'stored':
          return { revision: verdict.revision }
        case 'conflict':
          throw new StreamConflict(stream)
        case 'elsewhere':
          throw new EventRejected(`event id ${verdict.id} names another event already`)
      }
    },

    readStream: async (stream, { from = 0n } = {}) => {
      const rows = await answered(
        db
          .selectFrom('event_store.event')
          .selectAll()
          .where('stream', '=', stream)
          .where('revision', '>=', from.toString())
          .orderBy('revision')
          .execute(),
      )
      return rows.map(toStoredEvent)
    },

    subscribe: ({ from, prefixes, signal }) => {
      assert(
        prefixes.length > 0 && !prefixes.includes(''),
        'a subscription names the prefixes of its streams',
      )
      toCursor(from)
      listener ??= openListener({ url, timeoutMs, log })
      const heard = listener
      return subscribeForever({
        from,
        signal: AbortSignal.any([signal, closing.signal]),
        log,
        subscribe: (after, over) =>
          followEvents({ db, listener: heard, from: after, prefixes, signal: over }),
      })
    },

    ping: async () => {
      await answered(sql`select 1`.execute(db))
    },

    close: () =>
      (closed ??= (async () => {
        closing.abort()
        await appends.idle()
        await listener?.close()
        await pool.close()
      })()),
  }
}

/** Whatever Postgres or the way to it says: nobody knows what became of the statement, and it may be tried again. */
async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error: unknown) {
    const reason = error instanceof Error ? error.message || error.name : String(error)
    throw new EventStoreUnavailable(`Postgres is unavailable: ${reason}`, { cause: error })
  }
}
