import type { EventMetadata } from '@framewright/schemas'

/**
 * The port to the truth. Two adapters, one contract suite (test/conformance).
 *
 * Revisions are per stream and start at 0. Positions are opaque strings: kept, handed back, never compared.
 */
export type ExpectedRevision = 'no_stream' | bigint

export interface NewEvent {
  /**
   * Minted once for each decision (UUIDv7) and reused only when that very append is repeated after a lost reply.
   * Never derived from what is decided: two workers that decide the same thing would both be told "done".
   */
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly metadata: EventMetadata
}

export interface StoredEvent {
  readonly id: string
  readonly stream: string
  readonly revision: bigint
  readonly position: string
  readonly type: string
  readonly data: unknown
  readonly metadata: EventMetadata
  readonly recordedAt: Date
}

/**
 * What a follower of the feed receives, in order. `position` moves a checkpoint over events that the prefixes left out;
 * `live` says that everything stored when it was asked has been delivered.
 */
export type FeedItem =
  | { readonly kind: 'event'; readonly event: StoredEvent }
  | { readonly kind: 'position'; readonly position: string }
  | { readonly kind: 'live' }

export interface EventStore {
  /**
   * Appends all of the events, or none. Repeating the identical append (same ids, same expectation) succeeds again.
   * Throws StreamConflict when the stream is elsewhere, EventRejected when an event can never be stored (too large, not
   * JSON, an id used before), EventStoreUnavailable when there is no answer: then the outcome is unknown, and the same
   * append may be repeated.
   */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<{ revision: bigint }>

  /** The stream's events from a revision (inclusive; default 0), oldest first. A stream that is not there is empty. */
  readStream(stream: string, options?: { from?: bigint }): Promise<StoredEvent[]>

  /**
   * Every event of the streams with one of the prefixes, in the order of the store, after `from` (exclusive; null: from
   * the beginning), for ever: it resubscribes by itself and ends only when the signal is aborted. The next item is
   * fetched when the last one has been handled.
   */
  subscribe(options: {
    from: string | null
    prefixes: readonly string[]
    signal: AbortSignal
  }): AsyncIterable<FeedItem>

  /** Answers when the store does. Throws EventStoreUnavailable. */
  ping(): Promise<void>

  close(): Promise<void>
}
