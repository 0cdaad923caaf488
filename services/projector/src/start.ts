import { openEventStore } from '@framewright/event-store'
import { openReleases } from '@framewright/lifecycle'
import { startProbeServer, type Logger, type Metrics } from '@framewright/observability'
import { migrate, openDatabase } from '@framewright/read-model'
import type { ProjectorConfig } from './config.ts'
import { createProjection, type Phase, type ProjectedBatch } from './projector.ts'

export interface ProjectorDeps {
  readonly config: Readonly<ProjectorConfig>
  readonly log: Logger
  readonly metrics: Metrics
  /** Told when the projection ends for a reason that waiting does not cure. */
  readonly fail: (error: unknown) => void
}

export interface Projector {
  readonly phase: Phase
  readonly probePort: number
  /** Lets the transaction that is under way end, then closes everything. */
  stop(): Promise<void>
}

/** One follows and one writes; one more for the probe. */
const maxConnections = 3

export async function startProjector({ config, log, metrics, fail }: ProjectorDeps): Promise<Projector> {
  const releases = openReleases()
  try {
    const db = openDatabase({
      url: config.DATABASE_URL,
      maxConnections,
      log,
      applicationName: 'framewright-projector',
    })
    releases.add('read model', () => db.close())
    await migrate(db)
    const eventStore = await openEventStore({ url: config.EVENT_STORE_URL, log, maxConnections })
    releases.add('event store', () => eventStore.close())

    const projection = createProjection({ eventStore, db, log, onBatch })
    const stopping = new AbortController()
    const running = projection.run(stopping.signal).catch(fail)
    releases.add('projection', async () => {
      stopping.abort()
      await running
    })

    const probes = await startProbeServer({
      host: config.PROBE_HOST,
      port: config.PROBE_PORT,
      metrics,
      log,
      ready: async () => {
        await Promise.all([db.ping(), eventStore.ping()])
        return projection.phase === 'live' || projection.phase === 'standing by'
      },
    })
    releases.add('probes', () => probes.close())
    return {
      get phase() {
        return projection.phase
      },
      probePort: probes.port,
      stop: () => releases.release(),
    }
  } catch (error: unknown) {
    await releases.release()
    throw error
  }

  function onBatch({ events, lastRecordedAt }: ProjectedBatch): void {
    metrics.projectorEventsTotal.inc(events)
    if (lastRecordedAt === null) return
    // The clock is ours, the time is the event store's: what lies in the future is no negative lag.
    metrics.projectorLagSeconds.set(Math.max(0, (Date.now() - lastRecordedAt.getTime()) / 1000))
  }
}
