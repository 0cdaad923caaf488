import type { EventStore } from './event-store.ts'
import type { Log } from './log.ts'
import { openPostgres } from './postgres.ts'

export interface EventStoreOptions {
  /** esdb://…, esdb+discover://… or postgres://… */
  readonly url: string
  readonly log: Log
  /** Connections to Postgres at most; one more listens. EventStoreDB has one for everything. */
  readonly maxConnections?: number
  /** How long a call waits for an answer before it throws EventStoreUnavailable. */
  readonly timeoutMs?: number
}

const usualMaxConnections = 8
const usualTimeoutMs = 5_000

/** Opens the store that the URL names. Throws EventStoreUnavailable when it does not answer. */
export async function openEventStore({
  url,
  log,
  maxConnections = usualMaxConnections,
  timeoutMs = usualTimeoutMs,
}: EventStoreOptions): Promise<EventStore> {
  const scheme = /^([a-z+]+):\/\//.exec(url)?.[1]
  switch (scheme) {
    case 'postgres':
    case 'postgresql':
      return openPostgres({ url, maxConnections, timeoutMs, log })
    case 'esdb':
    case 'esdb+discover': {
      // Loaded only where it is used: gRPC and its client take every process near half a second more to start.
      const { openEventStoreDB } = await import('./eventstoredb.ts')
      return openEventStoreDB({ url, timeoutMs, log })
    }
    default:
      throw new Error('the event store URL begins with esdb://, esdb+discover:// or postgres://')
  }
}
