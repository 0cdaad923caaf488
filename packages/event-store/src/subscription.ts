import { setTimeout as delay } from 'node:timers/promises'
import { PositionInvalid } from './errors.ts'
import type { FeedItem } from './event-store.ts'
import type { Log } from './log.ts'

/**
 * In: one subscription to a store, which may fail, end or fall silent at any time. Out: one that goes on until it is
 * aborted. The position moves on when the follower asks for the next item, so what it has in hand when a subscription
 * breaks is not delivered twice, and what it never asked for is not skipped. A process that dies goes on from the
 * checkpoint that its follower keeps.
 */
export interface Subscription {
  readonly from: string | null
  readonly signal: AbortSignal
  readonly log: Log
  /** One subscription after a position. Ends or throws when it is broken, and cleans up when it is left. */
  readonly subscribe: (from: string | null, signal: AbortSignal) => AsyncIterable<FeedItem>
}

const firstDelayMs = 100
const longestDelayMs = 5_000

export async function* subscribeForever({
  from,
  signal,
  log,
  subscribe,
}: Subscription): AsyncGenerator<FeedItem, void> {
  let position = from
  let failures = 0
  while (!signal.aborted) {
    try {
      for await (const item of untilAborted(subscribe(position, signal), signal)) {
        failures = 0
        yield item
        if (item.kind === 'event') position = item.event.position
        if (item.kind === 'position') position = item.position
      }
      if (!signal.aborted) log.info({ position }, 'the subscription was ended by the event store')
    } catch (error: unknown) {
      // Nothing that is tried again will make this store have that position.
      if (error instanceof PositionInvalid) throw error
      if (!signal.aborted) log.warn({ err: error, position }, 'lost the subscription to the event store')
    }
    await pause(failures, signal)
    failures += 1
  }
}

/** Does not wait for an item that may never come: who aborts is let go at once, and the rest is cleaned up behind it. */
async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  const iterator = items[Symbol.asyncIterator]()
  // One listener for all items, and a promise for each: racing them with one for the abort would keep something of every
  // item that ever came.
  let letGo = () => {}
  const abort = () => letGo()
  signal.addEventListener('abort', abort)
  try {
    while (!signal.aborted) {
      const next = await new Promise<IteratorResult<T> | null>((resolve, reject) => {
        letGo = () => resolve(null)
        iterator.next().then(resolve, reject)
      })
      if (next === null || next.done === true) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', abort)
    // It may be waiting for a server that does not answer; its own timers end that.
    void Promise.resolve(iterator.return?.()).catch(() => null)
  }
}

/** Doubling, with chance in it: the followers of a store that comes back must not come back as one. */
async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const delayMs = Math.min(firstDelayMs * 2 ** failures, longestDelayMs) * (0.5 + Math.random() / 2)
  await delay(delayMs, undefined, { signal }).catch(() => {
    // Aborted while it waited: the loop ends.
  })
}
