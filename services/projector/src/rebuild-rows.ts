/**
 * In: the whole history. Out: the rows as a replay from the beginning makes them, in one transaction: readers see the
 * old rows until it commits, a projector that runs waits and goes on from there, and whoever dies half-way has done
 * nothing.
 */
import { inBatches, type EventStore, type FeedItem } from '@framewright/event-store'
import { replaceRows, type Database, type Log, type Queryable } from '@framewright/read-model'
import { applyEvents, followedPrefixes } from './apply-events.ts'
import { eventsOf, follower, lastPosition } from './projector.ts'

export interface RebuildOptions {
  readonly eventStore: EventStore
  readonly db: Database
  readonly log: Log
  readonly signal: AbortSignal
}

/** Nobody waits for these rows one by one, so the pieces are large. */
const batchLimit = 5_000

export async function rebuildRows({
  eventStore,
  db,
  log,
  signal,
}: RebuildOptions): Promise<{ events: number }> {
  let events = 0
  const started = performance.now()
  await replaceRows(db, follower, async (tx) => {
    const replay = await replayUntilLive(eventStore, tx, signal)
    events = replay.events
    return replay.position
  })
  log.info(
    { events, tookMs: Math.round(performance.now() - started) },
    'rebuilt the rows of renders, assets and cached chunks',
  )
  return { events }
}

async function replayUntilLive(
  eventStore: EventStore,
  tx: Queryable,
  signal: AbortSignal,
): Promise<{ events: number; position: string | null }> {
  let events = 0
  let position: string | null = null
  const open = (leaving: AbortSignal): AsyncIterable<FeedItem> =>
    eventStore.subscribe({ from: null, prefixes: followedPrefixes, signal: leaving })
  for await (const batch of inBatches(open, batchLimit, signal)) {
    const stored = eventsOf(batch)
    await applyEvents(tx, stored, { quiet: true })
    events += stored.length
    position = lastPosition(batch) ?? position
    if (batch.some((item) => item.kind === 'live')) return { events, position }
  }
  // Ended by the signal: throwing rolls everything back.
  signal.throwIfAborted()
  throw new Error('the event store ended the replay before it was live')
}
