/**
 * In: every lifecycle event, in the order of the store. Out: each of them in RENDER_EVENTS, and its effect in the backlog.
 * First published, then committed, backlog and checkpoint in one transaction: whoever dies in between publishes once more,
 * which consumer groups know by the event's id. The checkpoint moves by compare-and-set, on the very connection that holds
 * the leader's lock.
 */
import { renderIdOf, renderStream, streamPrefixes, upcast } from '@framewright/domain'
import { inBatches, type EventStore, type FeedItem, type StoredEvent } from '@framewright/event-store'
import { publishEvent, withdrawWork } from '@framewright/jetstream'
import { advanceCheckpoint, clearBacklog, readCheckpoint, type Queryable } from '@framewright/read-model'
import type { RenderEvent } from '@framewright/schemas'
import { BacklogChange, itemOf } from './backlog.ts'
import type { LeaderParts } from './leader-parts.ts'
import { routeEvent } from './route-event.ts'

export const follower = 'dispatcher'
const followedPrefixes = [streamPrefixes.render, streamPrefixes.asset] as const
const batchLimit = 200

export interface Relay {
  /** Everything that was stored when it last began has been dealt with. Until then nothing is released. */
  readonly isLive: boolean
  /** Follows until the signal is aborted, from wherever the checkpoint stands by then. */
  run(signal: AbortSignal): Promise<void>
}

export interface RelayOptions extends LeaderParts {
  /** After each commit that changed the backlog, and once everything there was is dealt with. In turn. */
  readonly onBacklog: () => Promise<void>
  /** Repeats what the broker did not take until it does. */
  readonly untilTaken: <T>(publish: () => Promise<T>, signal: AbortSignal) => Promise<T>
}

export function createRelay(options: RelayOptions): Relay {
  const { session, eventStore, nats, inTurn, metrics, log, onBacklog, untilTaken } = options
  let isLive = false

  async function run(signal: AbortSignal): Promise<void> {
    isLive = false
    let position = await readCheckpoint(session.kysely, follower)
    // From the beginning: what is there from before would only be in the way.
    if (position === null) await clearBacklog(session.kysely)
    const open = (leaving: AbortSignal) =>
      eventStore.subscribe({ from: position, prefixes: followedPrefixes, signal: leaving })
    try {
      for await (const batch of inBatches(open, batchLimit, signal)) {
        const from = position
        position = await inTurn(() => relayBatch(from, batch, signal))
      }
    } catch (error: unknown) {
      // Stopped, or to begin again: then the checkpoint says where, and nothing of this batch was committed.
      if (!signal.aborted) throw error
    }
  }

  async function relayBatch(
    from: string | null,
    batch: readonly FeedItem[],
    signal: AbortSignal,
  ): Promise<string | null> {
    signal.throwIfAborted()
    const to = lastPosition(batch) ?? from
    const events = batch.flatMap((item) => (item.kind === 'event' ? [item.event] : []))
    await publishInOrder(from, events, signal)
    if (to !== null && to !== from) await commit(from, to, events, signal)
    metrics.dispatcherRelayedTotal.inc(events.length)
    if (batch.some((item) => item.kind === 'live') && !isLive) {
      isLive = true
      log.info({ position: to }, 'the backlog is complete')
    }
    if (isLive) await onBacklog()
    return to
  }

  /** All on one connection, one behind the other; nothing is waited for in between. If one fails, all of them again. */
  async function publishInOrder(
    from: string | null,
    events: readonly StoredEvent[],
    signal: AbortSignal,
  ): Promise<void> {
    const relayed = events.map((event, at) => ({ ...event, after: events[at - 1]?.position ?? from }))
    await untilTaken(async () => {
      const published = await Promise.allSettled(relayed.map((event) => publishEvent(nats, event)))
      const failed = published.find((result) => result.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }, signal)
  }

  async function commit(
    from: string | null,
    to: string,
    events: readonly StoredEvent[],
    signal: AbortSignal,
  ): Promise<void> {
    const withdrawn = await session.kysely.transaction().execute(async (tx) => {
      await advanceCheckpoint(tx, follower, from, to)
      return applyToBacklog(tx, eventStore, events)
    })
    // While it catches up these are old news: the render may have been retried since, and have a message that counts.
    if (isLive) for (const row of withdrawn) await untilTaken(() => withdrawWork(nats, itemOf(row)), signal)
  }

  return {
    get isLive() {
      return isLive
    },
    run,
  }
}

async function applyToBacklog(tx: Queryable, eventStore: EventStore, events: readonly StoredEvent[]) {
  const ofRenders = events.filter(({ stream }) => stream.startsWith(streamPrefixes.render))
  const renderIds = [...new Set(ofRenders.map(({ stream }) => renderIdOf(stream)))]
  const change = await BacklogChange.of(tx, renderIds)
  for (const stored of ofRenders) {
    const renderId = renderIdOf(stored.stream)
    const event = toRenderEvent(stored)
    const request = event.type === 'RenderRetried' ? await requestOf(eventStore, renderId) : null
    change.apply(routeEvent({ ...stored, event }, change.rowsOf(renderId), request))
  }
  await change.save(tx)
  return change.withdrawn
}

/** What a render was asked for to be: event 0 of its stream. A retry says no more than that it is to be done again. */
async function requestOf(eventStore: EventStore, renderId: string) {
  const [first] = await eventStore.readStream(renderStream(renderId))
  const event = first === undefined ? null : toRenderEvent(first)
  return event?.type === 'RenderRequested' ? event.data : null
}

const toRenderEvent = ({ type, data, metadata }: StoredEvent): RenderEvent =>
  upcast({ type, data, schemaVersion: metadata.schemaVersion }) as RenderEvent

function lastPosition(batch: readonly FeedItem[]): string | null {
  for (const item of [...batch].reverse()) {
    if (item.kind === 'event') return item.event.position
    if (item.kind === 'position') return item.position
  }
  return null
}
