import type { EventStore } from '@framewright/event-store'
import type { Metrics } from '@framewright/observability'

/** The event store, with a clock on its appends, those that fail included. */
export function timedAppends(
  store: EventStore,
  metrics: Pick<Metrics, 'eventStoreAppendSeconds'>,
): EventStore {
  return {
    ...store,
    append: async (stream, expected, events) => {
      const observe = metrics.eventStoreAppendSeconds.startTimer()
      try {
        return await store.append(stream, expected, events)
      } finally {
        observe()
      }
    },
  }
}
