import { openEventStore } from '@framewright/event-store'
import { connectNats, type NatsLink } from '@framewright/jetstream'
import { openReleases } from '@framewright/lifecycle'
import { startProbeServer, type Logger, type Metrics } from '@framewright/observability'
import {
  commitLazily,
  DatabaseUnavailable,
  dispatcherLock,
  migrate,
  openDatabase,
  openLockedSession,
  type Session,
} from '@framewright/read-model'
import type { Lane } from '@framewright/schemas'
import type { DispatcherConfig } from './config.ts'
import { takeTurns } from './in-turn.ts'
import { createLeader, type Leader } from './leader.ts'
import { usualTimings, type Timings } from './leader-parts.ts'
import { watchFleet } from './presence.ts'
import type { Shares } from './shares.ts'

export interface DispatcherDeps {
  readonly config: Readonly<DispatcherConfig>
  readonly log: Logger
  readonly metrics: Metrics
  /** Told when this process must not go on: its session with Postgres is lost, and with it the lock. */
  readonly fail: (error: unknown) => void
  readonly timings?: Partial<Timings>
}

export interface Dispatcher {
  readonly phase: 'standing by' | 'catching up' | 'active'
  readonly probePort: number
  /** Lets what is under way end, gives the lock back, closes everything. */
  stop(): Promise<void>
}

const maxConnections = 2
const dayMs = 24 * 3_600_000

export async function startDispatcher(deps: DispatcherDeps): Promise<Dispatcher> {
  const { config, log, metrics, fail } = deps
  const timings = { ...usualTimings, ...deps.timings }
  const { OUTPUTS_MAX_AGE_DAYS: maxAgeDays, OUTPUTS_MAX_BYTES: maxBytes = null } = config
  const outputBounds = { maxAgeMs: maxAgeDays === undefined ? null : maxAgeDays * dayMs, maxBytes }
  const releases = openReleases()
  let leader: Leader | null = null
  let session: Session | null = null
  try {
    const url = config.DATABASE_URL
    const db = openDatabase({ url, maxConnections: 1, log, applicationName: 'framewright-dispatcher-probe' })
    releases.add('read model', () => db.close())
    await migrate(db)
    const eventStore = await openEventStore({ url: config.EVENT_STORE_URL, log, maxConnections })
    releases.add('event store', () => eventStore.close())
    const nats = await connectNats({ url: config.NATS_URL, name: 'framewright-dispatcher', log })
    releases.add('nats', () => nats.close())
    const fleet = watchFleet(nats, timings)
    releases.add('fleet', () => fleet.close())

    const stopping = new AbortController()
    const running = lead(stopping.signal, (session) => {
      const shares = new Map<Lane, Shares>()
      const inTurn = takeTurns()
      const reached = { session, eventStore, nats, fleet }
      return createLeader({ ...reached, shares, inTurn, outputBounds, timings, metrics, log })
    }).catch((error: unknown) => {
      if (!stopping.signal.aborted) fail(error)
    })
    releases.add('leader', async () => {
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
        return isReady(nats, session, leader)
      },
    })
    releases.add('probes', () => probes.close())
    return {
      get phase() {
        return leader === null ? 'standing by' : leader.isLive ? 'active' : 'catching up'
      },
      probePort: probes.port,
      stop: () => releases.release(),
    }
  } catch (error: unknown) {
    await releases.release()
    throw error
  }

  async function lead(signal: AbortSignal, create: (session: Session) => Leader): Promise<void> {
    metrics.dispatcherActive.set(0)
    session = await openLockedSession(
      {
        url: config.DATABASE_URL,
        log,
        applicationName: 'framewright-dispatcher',
        key: dispatcherLock,
        everyMs: timings.standbyMs,
        onStandby: () => log.info({}, 'another dispatcher is active: standing by'),
      },
      signal,
    )
    if (session === null) return
    const { lost } = session
    try {
      await commitLazily(session)
      metrics.dispatcherActive.set(1)
      log.info({}, 'this dispatcher is active')
      leader = create(session)
      await leader.run(AbortSignal.any([signal, lost]))
    } finally {
      metrics.dispatcherActive.set(0)
      await session.close()
    }
    if (lost.aborted && !signal.aborted) {
      throw new DatabaseUnavailable('the session that held the lock was lost', { cause: lost.reason })
    }
  }
}

/** Who stands by is ready as long as Postgres answers, which is asked besides. */
const isReady = (nats: NatsLink, session: Session | null, leader: Leader | null): boolean =>
  nats.isConnected && session?.lost.aborted !== true && (leader === null || leader.isLive)
