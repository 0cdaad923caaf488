/**
 * In: every lifecycle event, in the order of the store. Out: each of them in RENDER_EVENTS, for whatever consumer groups there
 * are. First published, then the checkpoint is moved: whoever dies in between publishes once more, which a group knows by
 * the event's id. The checkpoint moves by compare-and-set, and only while the stream is the one that was adopted: what was
 * published into one that is gone is published again.
 *
 * It has a checkpoint of its own, apart from the backlog's: a RENDER_EVENTS that is full, because some group does not
 * acknowledge, must not stop the rendering; a backlog that is built anew must not tell everybody everything again; and
 * setting this one back after a wipe must not play old events to the backlog.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { streamPrefixes } from '@framewright/domain'
import { EventStoreUnavailable, type StoredEvent } from '@framewright/event-store'
import { BrokerUnavailable, publishEvent, StreamMissing } from '@framewright/jetstream'
import { advanceCheckpoint, readCheckpoint } from '@framewright/read-model'
import type { EventsStream } from './events-stream.ts'
import { follow, type FeedBatch } from './follow.ts'
import type { LeaderParts } from './leader-parts.ts'

export const relayFollower = 'relay'
const relayedPrefixes = [streamPrefixes.render, streamPrefixes.chunk, streamPrefixes.asset] as const
const retryMs = 250

export interface RelayOptions extends LeaderParts {
  readonly eventsStream: EventsStream
  /** Makes the streams where they are missing. */
  readonly makeStreams: () => Promise<void>
}

/** Until the signal is aborted. What the broker or the event store does not answer is tried again for ever. */
export async function runRelay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { session, eventStore, nats, eventsStream, makeStreams, metrics, log } = options
  let failures = 0

  while (!signal.aborted) {
    const adopted = new AbortController()
    const stopHearing = eventsStream.onAdopted(() => adopted.abort())
    const over = AbortSignal.any([signal, adopted.signal])
    try {
      if (!eventsStream.isAdopted) await makeStreams()
      const from = await readCheckpoint(session.kysely, relayFollower)
      await follow({
        eventStore,
        from,
        prefixes: relayedPrefixes,
        signal: over,
        handle: (batch) => relay(batch, over),
      })
    } catch (error: unknown) {
      // Stopped, or to begin again: then the checkpoint says where, and nothing of this batch was committed.
      if (!over.aborted) await recover(error)
    } finally {
      stopHearing()
    }
  }

  async function relay({ from, to, events }: FeedBatch, over: AbortSignal): Promise<void> {
    if (to === null || to === from) return
    await eventsStream.inTurn(async () => {
      over.throwIfAborted()
      await publishAll(from, events)
      if (events.length > 0 && !(await eventsStream.isCurrent())) {
        throw new StreamMissing('RENDER_EVENTS is not the stream that it was')
      }
      await session.kysely.transaction().execute((tx) => advanceCheckpoint(tx, relayFollower, from, to))
    })
    failures = 0
    metrics.dispatcherRelayedTotal.inc(events.length)
  }

  /** One behind the other on one connection; nothing is waited for in between. If one fails, all of them again. */
  async function publishAll(from: string | null, events: readonly StoredEvent[]): Promise<void> {
    const relayed = events.map((event, at) => ({ ...event, after: events[at - 1]?.position ?? from }))
    const published = await Promise.allSettled(relayed.map((event) => publishEvent(nats, event)))
    const failed = published.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  async function recover(error: unknown): Promise<void> {
    const isMissing = error instanceof StreamMissing
    if (!isMissing && !(error instanceof BrokerUnavailable) && !(error instanceof EventStoreUnavailable))
      throw error
    if (failures === 0) log.warn({ err: error }, 'the relay is interrupted: trying until it is not')
    failures += 1
    do await delay(retryMs, undefined, { signal }).catch(() => null)
    while (!nats.isConnected && !signal.aborted)
    if (isMissing && !signal.aborted) await makeStreams()
  }
}
