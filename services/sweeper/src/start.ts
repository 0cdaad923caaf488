import { setTimeout as delay } from 'node:timers/promises'
import { openReleases } from '@framewright/lifecycle'
import { startProbeServer, type Logger, type Metrics } from '@framewright/observability'
import {
  DatabaseUnavailable,
  migrate,
  openDatabase,
  openSession,
  sweeperLock,
  type Session,
} from '@framewright/read-model'
import { openStorage } from '@framewright/storage'
import type { SweeperConfig } from './config.ts'
import { runSweeps } from './run-sweeps.ts'
import { usualTimings, type SweeperParts, type Timings } from './sweeper-parts.ts'

export interface SweeperDeps {
  readonly config: Readonly<SweeperConfig>
  readonly log: Logger
  readonly metrics: Metrics
  /** Told when this process must not go on: its session with Postgres is lost, and with it the lock. */
  readonly fail: (error: unknown) => void
  readonly timings?: Partial<Timings>
}

export interface Sweeper {
  readonly phase: 'standing by' | 'active'
  readonly probePort: number
  /** Lets the eviction that is under way end, gives the lock back, closes everything. */
  stop(): Promise<void>
}

const dayMs = 24 * 3_600_000

export async function startSweeper({ config, log, metrics, fail, timings }: SweeperDeps): Promise<Sweeper> {
  const releases = openReleases()
  let phase: Sweeper['phase'] = 'standing by'
  try {
    const url = config.DATABASE_URL
    const db = openDatabase({ url, maxConnections: 1, log, applicationName: 'framewright-sweeper-probe' })
    releases.add('read model', () => db.close())
    await migrate(db)
    const storage = await openStorage({ url: config.STORAGE_URL, log })
    releases.add('storage', () => storage.close())
    const session = await openSession({ url, log, applicationName: 'framewright-sweeper' })
    releases.add('session', () => session.close())

    const bounds = { maxBytes: config.CACHE_MAX_BYTES, maxAgeMs: config.CACHE_MAX_AGE_DAYS * dayMs }
    const parts = { session, storage, bounds, timings: { ...usualTimings, ...timings }, metrics, log }
    const stopping = new AbortController()
    const running = sweepOnceLocked(parts, stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) fail(error)
    })
    releases.add('sweeps', async () => {
      stopping.abort()
      await running
    })

    const probes = await startProbeServer({
      host: config.PROBE_HOST,
      port: config.PROBE_PORT,
      metrics,
      log,
      ready: async () => {
        await Promise.all([db.ping(), storage.ping()])
        return !isLost(session)
      },
    })
    releases.add('probes', () => probes.close())
    return {
      get phase() {
        return phase
      },
      probePort: probes.port,
      stop: () => releases.release(),
    }
  } catch (error: unknown) {
    await releases.release()
    throw error
  }

  async function sweepOnceLocked(parts: SweeperParts, signal: AbortSignal): Promise<void> {
    const { session } = parts
    const ended = AbortSignal.any([signal, session.lost])
    let saidSo = false
    while (!ended.aborted && !(await session.tryLock(sweeperLock))) {
      if (!saidSo) log.info({}, 'another sweeper is active: standing by')
      saidSo = true
      await delay(parts.timings.standbyMs, undefined, { signal: ended }).catch(() => null)
    }
    if (!ended.aborted) {
      phase = 'active'
      log.info({}, 'this sweeper is active')
      await runSweeps(parts, ended)
    }
    phase = 'standing by'
    if (isLost(session) && !signal.aborted) {
      throw new DatabaseUnavailable('the session that held the lock was lost', { cause: session.lost.reason })
    }
  }
}

/** Asked again and again: no compiler knows that a signal changes by itself. */
const isLost = (session: Session): boolean => session.lost.aborted
