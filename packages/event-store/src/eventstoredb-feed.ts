import {
  START,
  streamNameFilter,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
} from '@eventstore/db-client'
import { EventStoreUnavailable, PositionInvalid } from './errors.ts'
import type { FeedItem } from './event-store.ts'
import type { Connection } from './eventstoredb-client.ts'
import { isUnknown } from './eventstoredb-errors.ts'
import { parsePosition, positionText, toStoredEvent } from './eventstoredb-events.ts'
import { readLast } from './eventstoredb-read.ts'

export interface FeedOptions {
  readonly connection: Connection
  readonly from: string | null
  readonly prefixes: readonly string[]
  readonly signal: AbortSignal
  /** How long the server may take to answer at all, before the first sign of life. */
  readonly answerWithinMs: number
  /** How long nothing at all may come before the subscription counts as dead. */
  readonly silenceMs: number
}

/** Events the server looks through at once; it tells its position after as many that the filter left out. */
const searchWindow = 256

type Marker = Exclude<FeedItem, { kind: 'event' }>

/**
 * One subscription to `$all`. Everything that comes goes through the one queue of the client's stream, in the order of the
 * server: checkpoints and "caught up" are calls of the client's, made before the follower has seen what came earlier,
 * so they are put into that queue too. The stream is only ever read by `for await`, which takes the next when the last
 * was handled. An error, an end, a close and a silence all end the loop; leaving it does not end the call on the server,
 * `unsubscribe` does.
 */
export async function* followAll(options: FeedOptions): AsyncGenerator<FeedItem> {
  const { from, signal, answerWithinMs, silenceMs } = options
  if (from !== null) await refuseBeyondEnd(options, from)
  if (signal.aborted) return
  const subscription = subscribe(options)
  // There has to be a listener, always: an error without one ends the process. The client repeats some errors.
  const fail = (error?: Error) => void subscription.destroy(error)
  const stop = () => fail()
  const give = (afterMs: number) =>
    setTimeout(() => fail(new EventStoreUnavailable(`no sign of life for ${afterMs} ms`)), afterMs)
  let isConfirmed = false
  let patience = give(answerWithinMs)
  const signOfLife = () => {
    clearTimeout(patience)
    if (!subscription.destroyed) patience = give(silenceMs)
  }
  subscription.on('error', fail)
  subscription.on('confirmation', () => {
    isConfirmed = true
    signOfLife()
  })
  subscription.on('caughtUp', () => void subscription.push({ kind: 'live' } satisfies Marker))
  signal.addEventListener('abort', stop)
  try {
    for await (const item of subscription as AsyncIterable<AllStreamResolvedEvent | Marker>) {
      clearTimeout(patience)
      if ('kind' in item) yield item
      else if (item.event !== undefined) yield { kind: 'event', event: toStoredEvent(item.event) }
      signOfLife()
    }
  } catch (error: unknown) {
    // A position between two events: the server fails over it, in no particular way.
    if (from !== null && !isConfirmed && isUnknown(error)) throw new PositionInvalid(from, { cause: error })
    throw error
  } finally {
    clearTimeout(patience)
    signal.removeEventListener('abort', stop)
    // Rejects only where there never was a call to end.
    void subscription.unsubscribe().catch(() => null)
  }
}

/**
 * EventStoreDB takes a position that it has not reached yet, is "caught up" there at once, and never sends what is between:
 * a store that was wiped, or set back to a backup, would lose events for whoever followed the old one.
 */
async function refuseBeyondEnd({ connection, answerWithinMs }: FeedOptions, from: string): Promise<void> {
  const last = await readLast(connection, answerWithinMs)
  const end = last === null ? -1n : parsePosition(last.position).commit
  if (parsePosition(from).commit > end) throw new PositionInvalid(from)
}

function subscribe({ connection, from, prefixes }: FeedOptions): AllStreamSubscription {
  return connection.client.subscribeToAll({
    ...connection.callOptions,
    fromPosition: from === null ? START : parsePosition(from),
    filter: streamNameFilter({
      prefixes: [...prefixes],
      maxSearchWindow: searchWindow,
      checkpointReached: (subscription, position) => {
        subscription.push({ kind: 'position', position: positionText(position) } satisfies Marker)
      },
    }),
  })
}
