import { setTimeout as delay } from 'node:timers/promises'
import type { EventMetadata } from '@framewright/schemas'
import { EventStoreUnavailable, StreamConflict } from './errors.ts'
import type { EventStore, ExpectedRevision, NewEvent } from './event-store.ts'

/**
 * In: a stream, and a pure decision about its state. Out: the decision's events, appended at the very revision it was
 * made on. Somebody else's append in between: read again, decide again, with new ids. No answer: the same events again,
 * so a reply that was lost does not make a second decision. Dies half-way: all of the events are stored, or none.
 */
export interface DecisionRequest<S, E extends DecidedEvent> {
  readonly stream: string
  readonly initial: S
  readonly evolve: (state: S, event: E, revision: bigint) => S
  readonly upcast: (stored: { type: string; data: unknown; schemaVersion: number }) => E
  /** No events: nothing is appended. Throws to refuse. */
  readonly decide: (state: S) => readonly E[]
  readonly metadata: (event: E) => EventMetadata
  readonly newId: () => string
  /** How often it decides at most, when others append in between. */
  readonly attempts?: number
}

export interface DecidedEvent {
  readonly type: string
  readonly data: unknown
}

export interface Decision<S> {
  /** After the events. */
  readonly state: S
  /** Of the stream, after the events; -1 where there is no stream. */
  readonly revision: bigint
  readonly appended: readonly AppendedEvent[]
}

export interface AppendedEvent extends NewEvent {
  readonly stream: string
  readonly revision: bigint
}

const usualAttempts = 5
const repeatsAfterSilence = 2
const repeatDelayMs = 200

export async function appendDecision<S, E extends DecidedEvent>(
  store: Pick<EventStore, 'append' | 'readStream'>,
  request: DecisionRequest<S, E>,
): Promise<Decision<S>> {
  const { attempts = usualAttempts } = request
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await decideOnce(store, request)
    } catch (error: unknown) {
      if (!(error instanceof StreamConflict) || attempt >= attempts) throw error
    }
  }
}

async function decideOnce<S, E extends DecidedEvent>(
  store: Pick<EventStore, 'append' | 'readStream'>,
  { stream, initial, evolve, upcast, decide, metadata, newId }: DecisionRequest<S, E>,
): Promise<Decision<S>> {
  let state = initial
  let revision = -1n
  for (const stored of await store.readStream(stream)) {
    const { type, data } = stored
    revision = stored.revision
    state = evolve(state, upcast({ type, data, schemaVersion: stored.metadata.schemaVersion }), revision)
  }
  const decided = decide(state)
  if (decided.length === 0) return { state, revision, appended: [] }

  const events = decided.map((event): NewEvent => ({
    id: newId(),
    type: event.type,
    data: event.data,
    metadata: metadata(event),
  }))
  const last = await appendUntilAnswered(store, stream, revision < 0n ? 'no_stream' : revision, events)
  const first = last.revision - BigInt(events.length - 1)
  const appended = events.map((event, at) => ({ ...event, stream, revision: first + BigInt(at) }))
  state = decided.reduce((before, event, at) => evolve(before, event, first + BigInt(at)), state)
  return { state, revision: last.revision, appended }
}

async function appendUntilAnswered(
  store: Pick<EventStore, 'append'>,
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): Promise<{ revision: bigint }> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await store.append(stream, expected, events)
    } catch (error: unknown) {
      if (!(error instanceof EventStoreUnavailable) || repeats >= repeatsAfterSilence) throw error
    }
    await delay(repeatDelayMs * (1 + repeats))
  }
}
