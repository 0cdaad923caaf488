import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]
const appendBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
const renderBuckets = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 10800]

/**
 * Every metric of the system. A process has those that it never touches too, at zero or without a series, so that a name
 * means the same everywhere. Each call makes a registry of its own: several services may live in one process.
 */
export function createMetrics(service: string) {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]

  return {
    httpRequestSeconds: new Histogram({
      name: 'render_http_request_seconds',
      help: 'Time from the first byte of a request to the last of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: requestBuckets,
      registers,
    }),

    eventStoreAppendSeconds: new Histogram({
      name: 'render_event_store_append_seconds',
      help: 'Time an append to the event store took, conflicts included',
      buckets: appendBuckets,
      registers,
    }),

    projectorLagSeconds: new Gauge({
      name: 'render_projector_lag_seconds',
      help: 'Age of the last event when its row was committed',
      registers,
    }),
    projectorEventsTotal: new Counter({
      name: 'render_projector_events_total',
      help: 'Events folded into rows',
      registers,
    }),

    dispatcherActive: new Gauge({
      name: 'render_dispatcher_active',
      help: '1 where the dispatcher holds the lock and works, 0 where it stands by',
      registers,
    }),
    dispatcherBacklog: new Gauge({
      name: 'render_dispatcher_backlog_items',
      help: 'Work items in the backlog',
      labelNames: ['lane', 'state'],
      registers,
    }),
    dispatcherReleasedTotal: new Counter({
      name: 'render_dispatcher_released_total',
      help: 'Work items released into RENDER_WORK, repeats included',
      labelNames: ['lane'],
      registers,
    }),
    dispatcherRelayedTotal: new Counter({
      name: 'render_dispatcher_relayed_total',
      help: 'Events relayed to RENDER_EVENTS',
      registers,
    }),
    dispatcherReconciledTotal: new Counter({
      name: 'render_dispatcher_reconciled_total',
      help: 'Work items that the reconciler had to put back into RENDER_WORK',
      registers,
    }),

    consumerPending: new Gauge({
      name: 'render_consumer_pending_messages',
      help: 'Messages of a JetStream consumer that were not delivered yet',
      labelNames: ['stream', 'consumer'],
      registers,
    }),
    consumerAckPending: new Gauge({
      name: 'render_consumer_ack_pending_messages',
      help: 'Messages of a JetStream consumer that were delivered and not acknowledged yet',
      labelNames: ['stream', 'consumer'],
      registers,
    }),

    workerBusySlots: new Gauge({
      name: 'render_worker_busy_slots',
      help: 'Slots of this worker that hold a work item',
      registers,
    }),
    workerAttemptsTotal: new Counter({
      name: 'render_worker_attempts_total',
      help: 'Attempts that have ended, by outcome and by the code of their fault ("none" without one)',
      labelNames: ['outcome', 'code'],
      registers,
    }),
    renderSeconds: new Histogram({
      name: 'render_duration_seconds',
      help: 'Time from a claim to the outcome of a render that was completed',
      buckets: renderBuckets,
      registers,
    }),
    renderFramesTotal: new Counter({
      name: 'render_frames_total',
      help: 'Frames encoded and verified',
      registers,
    }),

    cacheBytes: new Gauge({
      name: 'render_cache_bytes',
      help: 'Bytes of the chunks in the cache, when the sweeper looked last; 0 where it stands by',
      registers,
    }),
    cacheChunks: new Gauge({
      name: 'render_cache_chunks',
      help: 'Chunks in the cache, when the sweeper looked last; 0 where it stands by',
      registers,
    }),
    cacheEvictedTotal: new Counter({
      name: 'render_cache_evicted_chunks_total',
      help: 'Chunks evicted from the cache, by what they were in excess of: its age or its bytes',
      labelNames: ['reason'],
      registers,
    }),

    /** The whole registry in Prometheus' text format. */
    text: (): Promise<string> => registry.metrics(),
    contentType: registry.contentType,
  }
}
