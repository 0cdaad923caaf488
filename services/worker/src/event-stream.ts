/**
 * One stream as a worker knows it: what it has read, folded. In: looks and appends, which may overlap (the heartbeat looks
 * while the work appends). Out: the state at the highest revision seen. An append goes to the very revision it was decided
 * on and is repeated until there is an answer; dies the worker meanwhile, the events are stored or they are not, and
 * whoever reads the stream next sees which.
 */
import { upcast } from '@framewright/domain'
import type { EventStore, NewEvent } from '@framewright/event-store'
import type { Metrics } from '@framewright/observability'
import { eventCatalogue, type EventMetadata, type FramewrightEvent } from '@framewright/schemas'
import { v7 as uuidv7 } from 'uuid'
import { untilAnswered, type Patience } from './until-answered.ts'

export interface EventStream<State, Event> {
  readonly state: State
  /** Reads what is beyond. Throws EventStoreUnavailable. */
  look(): Promise<State>
  /** Stores events at the revision they were decided on. Throws StreamConflict when the stream has gone on. */
  append(events: readonly Event[], decidedOn: State): Promise<void>
}

/** What every stream of a work item is read and written with. */
export interface StreamParts extends Patience {
  readonly eventStore: Pick<EventStore, 'append' | 'readStream'>
  readonly traceparent: string
  readonly metrics: Pick<Metrics, 'eventStoreAppendSeconds'>
}

/** Of an event that this worker has just stored, when that was is not known. */
export interface Folded<Event> {
  readonly event: Event
  readonly revision: bigint
  readonly recordedAt: Date | null
}

export interface EventStreamOptions<State, Event> extends StreamParts {
  readonly stream: string
  /** Of the events, where none was read that led to them. */
  readonly cause: string
  readonly renderId: string
  readonly userId: () => string
  readonly initial: State
  readonly evolve: (state: State, folded: Folded<Event>) => State
}

export function followStream<State extends { readonly revision: bigint }, Event extends FramewrightEvent>(
  options: EventStreamOptions<State, Event>,
): EventStream<State, Event> {
  const { eventStore, stream, renderId, userId, traceparent, metrics } = options
  let state = options.initial
  let lastEventId = options.cause

  /** A look may have seen what an append is only now told about. */
  function fold(folded: Folded<Event>, eventId: string): void {
    if (folded.revision <= state.revision) return
    state = options.evolve(state, folded)
    lastEventId = eventId
  }

  const metadataOf = ({ type }: FramewrightEvent): EventMetadata => ({
    $correlationId: renderId,
    $causationId: lastEventId,
    traceparent,
    userId: userId(),
    schemaVersion: eventCatalogue[type].schemaVersion,
  })

  return {
    get state() {
      return state
    },
    look: async () => {
      const from = state.revision + 1n
      for (const stored of await eventStore.readStream(stream, { from })) {
        const { type, data, metadata, revision, recordedAt } = stored
        const event = upcast({ type, data, schemaVersion: metadata.schemaVersion }) as Event
        fold({ event, revision, recordedAt }, stored.id)
      }
      return state
    },
    append: async (events, { revision: decidedOn }) => {
      const written = events.map((event): NewEvent => ({
        id: uuidv7(),
        ...event,
        metadata: metadataOf(event),
      }))
      const expected = decidedOn < 0n ? 'no_stream' : decidedOn
      const { revision } = await untilAnswered(async () => {
        const measured = metrics.eventStoreAppendSeconds.startTimer()
        try {
          return await eventStore.append(stream, expected, written)
        } finally {
          measured()
        }
      }, options)
      const first = revision - BigInt(events.length - 1)
      for (const [at, event] of events.entries())
        fold({ event, revision: first + BigInt(at), recordedAt: null }, written[at]!.id)
    },
  }
}
