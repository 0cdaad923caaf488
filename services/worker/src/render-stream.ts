/**
 * One render's stream as a worker knows it: what it has read, folded. In: looks and appends, which may overlap (the
 * heartbeat looks while the work appends). Out: the state at the highest revision seen. An append goes to the very
 * revision it was decided on and is repeated until there is an answer; dies the worker meanwhile, the events are stored
 * or they are not, and whoever reads the stream next sees which.
 */
import { absentRender, evolve, upcast, type Render } from '@framewright/domain'
import type { EventStore, NewEvent } from '@framewright/event-store'
import type { Metrics } from '@framewright/observability'
import { eventCatalogue, type EventMetadata, type RenderEvent, type WorkItem } from '@framewright/schemas'
import { v7 as uuidv7 } from 'uuid'
import { untilAnswered, type Patience } from './until-answered.ts'

export type RequestData = Extract<RenderEvent, { type: 'RenderRequested' }>['data']

export interface RenderStream {
  readonly render: Render
  /** What was asked for: event 0. Null while the stream is not there. */
  readonly request: RequestData | null
  /** Reads what is beyond. Throws EventStoreUnavailable. */
  look(): Promise<Render>
  /** Stores events at the revision they were decided on. Throws StreamConflict when the stream has gone on. */
  append(events: readonly RenderEvent[], decidedOn: Render): Promise<void>
}

export interface RenderStreamOptions extends Patience {
  readonly eventStore: Pick<EventStore, 'append' | 'readStream'>
  readonly item: WorkItem
  readonly traceparent: string
  readonly metrics: Pick<Metrics, 'eventStoreAppendSeconds'>
}

export function followRenderStream(options: RenderStreamOptions): RenderStream {
  const { eventStore, item, traceparent, metrics } = options
  let render = absentRender
  let request: RequestData | null = null
  let lastEventId = item.itemId

  /** A look may have seen what an append is only now told about. */
  function fold(event: RenderEvent, revision: bigint, eventId: string): void {
    if (revision <= render.revision) return
    render = evolve(render, event, revision)
    if (event.type === 'RenderRequested') request = event.data
    lastEventId = eventId
  }

  const metadataOf = (event: RenderEvent): EventMetadata => ({
    $correlationId: item.renderId,
    $causationId: lastEventId,
    traceparent,
    userId: render.userId ?? '',
    schemaVersion: eventCatalogue[event.type].schemaVersion,
  })

  return {
    get render() {
      return render
    },
    get request() {
      return request
    },
    look: async () => {
      const from = render.revision + 1n
      for (const stored of await eventStore.readStream(item.stream, { from })) {
        const { type, data, metadata } = stored
        const event = upcast({ type, data, schemaVersion: metadata.schemaVersion }) as RenderEvent
        fold(event, stored.revision, stored.id)
      }
      return render
    },
    append: async (events, decidedOn) => {
      const written = events.map((event): NewEvent => ({
        id: uuidv7(),
        ...event,
        metadata: metadataOf(event),
      }))
      const { revision } = await untilAnswered(async () => {
        const measured = metrics.eventStoreAppendSeconds.startTimer()
        try {
          return await eventStore.append(item.stream, decidedOn.revision, written)
        } finally {
          measured()
        }
      }, options)
      const first = revision - BigInt(events.length - 1)
      for (const [at, event] of events.entries()) fold(event, first + BigInt(at), written[at]!.id)
    },
  }
}
