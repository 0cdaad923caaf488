import { randomUUID } from 'node:crypto'
import type { EventStore, FeedItem, StoredEvent } from '@framewright/event-store'

/** Stream names that no other test, and no run before this one, has used. */
export function streamNames() {
  const prefix = `contract${randomUUID().slice(0, 8)}-`
  return { prefix, newStream: () => `${prefix}${randomUUID()}` }
}

interface Following {
  readonly from: string | null
  readonly prefixes: readonly string[]
  readonly withinMs?: number
  /** Called with each item before the next is asked for. */
  readonly handle?: (item: FeedItem) => unknown
}

const usualPatienceMs = 30_000

/** Follows the feed until there is enough of it. Throws when that takes too long. */
export async function followUntil(
  store: EventStore,
  { from, prefixes, withinMs = usualPatienceMs, handle }: Following,
  isEnough: (events: readonly StoredEvent[], item: FeedItem) => boolean,
): Promise<StoredEvent[]> {
  const signal = AbortSignal.timeout(withinMs)
  const events: StoredEvent[] = []
  for await (const item of store.subscribe({ from, prefixes, signal })) {
    if (item.kind === 'event') events.push(item.event)
    await handle?.(item)
    if (isEnough(events, item)) return events
  }
  throw new Error(`not enough after ${withinMs} ms: ${events.length} events`)
}

/** Everything that is stored now. */
export const followToEnd = (store: EventStore, following: Following): Promise<StoredEvent[]> =>
  followUntil(store, following, (_events, item) => item.kind === 'live')

export const places = (events: readonly StoredEvent[]): string[] =>
  events.map(({ stream, revision }) => `${stream}@${revision}`)
