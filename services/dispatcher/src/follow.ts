import { inBatches, type EventStore, type FeedItem, type StoredEvent } from '@framewright/event-store'

/** What has come since the last one, at most so much; `to` is where a checkpoint stands after it. */
export interface FeedBatch {
  readonly from: string | null
  readonly to: string | null
  readonly events: readonly StoredEvent[]
  /** Everything that was stored when the following began is in this batch, or was in one before. */
  readonly isLive: boolean
}

export interface FollowOptions {
  readonly eventStore: EventStore
  readonly from: string | null
  readonly prefixes: readonly string[]
  readonly signal: AbortSignal
  readonly handle: (batch: FeedBatch) => Promise<void>
}

const batchLimit = 200

/** Hands batch after batch over, the next one when the last was handled. Until the signal is aborted; throws what `handle` throws. */
export async function follow({ eventStore, from, prefixes, signal, handle }: FollowOptions): Promise<void> {
  let position = from
  let isLive = false
  const open = (leaving: AbortSignal) => eventStore.subscribe({ from, prefixes, signal: leaving })
  for await (const items of inBatches(open, batchLimit, signal)) {
    const to = lastPosition(items) ?? position
    const events = items.flatMap((item) => (item.kind === 'event' ? [item.event] : []))
    isLive ||= items.some((item) => item.kind === 'live')
    await handle({ from: position, to, events, isLive })
    position = to
  }
}

function lastPosition(items: readonly FeedItem[]): string | null {
  for (const item of [...items].reverse()) {
    if (item.kind === 'event') return item.event.position
    if (item.kind === 'position') return item.position
  }
  return null
}
