import { renderStream, upcast } from '@framewright/domain'
import type { EventStore, StoredEvent } from '@framewright/event-store'
import { RenderHistory, RenderParams } from '@framewright/schemas'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn, seesEverybody, type Caller } from './auth.ts'
import { withChunkEvents } from './chunk-history.ts'
import { problemAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'

const schema = {
  tags: ['history'],
  summary: "A render's history, event by event, with times",
  description: 'In the order of time; with the events of its chunks, of each plan that it had.',
  params: RenderParams,
  response: { 200: RenderHistory, ...problemAnswers('NOT_FOUND', 'SERVICE_UNAVAILABLE') },
}

export function registerHistoryRoutes(app: App, { eventStore }: ApiDeps): void {
  app.get('/renders/:renderId/events', { schema }, async (request) => {
    const { renderId } = request.params
    const own = await eventsOfRender(eventStore, renderId, callerIn(request))
    const requestedMs = own[0]?.recordedAt.getTime() ?? 0
    const stored = await withChunkEvents(eventStore, renderId, own)
    return {
      renderId,
      events: stored.map(({ event, chunk }) => ({
        ...shownEvent(event),
        ...(chunk === null ? {} : { chunk }),
        sinceRequestMs: event.recordedAt.getTime() - requestedMs,
        causationId: event.metadata.$causationId,
        traceparent: event.metadata.traceparent,
      })),
    }
  })
}

/** Straight from the truth, so that it is never behind. Whose render it is says its first event. */
async function eventsOfRender(store: EventStore, renderId: string, caller: Caller): Promise<StoredEvent[]> {
  const events = await store.readStream(renderStream(renderId))
  const owner = events[0]?.metadata.userId
  if (owner === undefined || (owner !== caller.userId && !seesEverybody(caller))) {
    throw new RequestRefused('NOT_FOUND', 'There is no such render.')
  }
  return events
}

/** The part of an event that is the same wherever it is shown: in its newest shape. */
export function shownEvent(event: StoredEvent) {
  const { schemaVersion } = event.metadata
  const { type, data } = upcast({ type: event.type, data: event.data, schemaVersion })
  return {
    eventId: event.id,
    type,
    revision: Number(event.revision),
    recordedAt: event.recordedAt.toISOString(),
    data,
  }
}
