import { randomUUID } from 'node:crypto'
import { openEventStore, type EventStore, type NewEvent } from '@framewright/event-store'
import { withDatabase } from './postgres.ts'
import { quietLog } from './quiet-log.ts'

interface Teardown {
  teardown(release: () => unknown): void
}

export interface TestEventStore {
  readonly store: EventStore
  readonly url: string
  /** Where a follower of this test begins: before all that the test is about to append. */
  readonly from: string | null
}

/** The real EventStoreDB that the environment names, if any. REQUIRE_EVENTSTORE=1 makes its absence a failure. */
export function eventStoreDBUrl(): string | null {
  const url = process.env['EVENT_STORE_URL']
  if (url?.startsWith('esdb') === true) return url
  if (process.env['REQUIRE_EVENTSTORE'] !== '1') return null
  throw new Error('REQUIRE_EVENTSTORE=1, and EVENT_STORE_URL names no EventStoreDB (esdb://…)')
}

/**
 * An event store for one test: on a fresh Postgres database, or on the EventStoreDB at EVENT_STORE_URL. That one is shared
 * and never emptied: every stream of a test has an id of its own, and followers begin at `from`.
 */
export async function withEventStore(t: Teardown): Promise<TestEventStore> {
  const shared = eventStoreDBUrl()
  const url = shared ?? (await withDatabase(t, { empty: true })).url
  const store = await openEventStore({ url, log: quietLog })
  t.teardown(() => store.close())
  return { store, url, from: shared === null ? null : await endOf(store) }
}

/** A position after everything that is stored now. */
export async function endOf(store: Pick<EventStore, 'append' | 'readStream'>): Promise<string> {
  const stream = `marker-${randomUUID()}`
  await store.append(stream, 'no_stream', [newEvent('Marked', {})])
  const [marker] = await store.readStream(stream)
  return marker!.position
}

/** Whole, valid but for what a test says of it. The store does not look into `data`. */
export const newEvent = (type: string, data: unknown, id: string = randomUUID()): NewEvent => ({
  id,
  type,
  data,
  metadata: {
    $correlationId: 'correlation',
    $causationId: 'causation',
    traceparent: null,
    userId: 'ada',
    schemaVersion: 1,
  },
})
