import { openReleases } from '@framewright/lifecycle'
import { startProbeServer, type Logger, type Metrics } from '@framewright/observability'
import {
  DatabaseUnavailable,
  migrate,
  openDatabase,
  openLockedSession,
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
  let session: Session | null = null
  try {
    const url = config.DATABASE_URL
    const db = openDatabase({ url, maxConnections: 1, log, applicationName: 'framewright-sweeper-probe' })
    releases.add('read model', () => db.close())
    await migrate(db)
    const storage = await openStorage({ url: config.STORAGE_URL, log })
    releases.add('storage', () => storage.close())

    const { CACHE_MAX_BYTES: maxBytes, CACHE_MAX_AGE_DAYS: maxAgeDays, LOGS_MAX_AGE_DAYS: logDays } = config
    const logsMaxAgeMs = logDays === undefined ? null : logDays * dayMs
    const bounds = { maxBytes, maxAgeMs: maxAgeDays * dayMs, logsMaxAgeMs }
    const parts = { storage, bounds, timings: { ...usualTimings, ...timings }, metrics, log }
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
        return session?.lost.aborted !== true
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

  async function sweepOnceLocked(parts: Omit<SweeperParts, 'session'>, signal: AbortSignal): Promise<void> {
    session = await openLockedSession(
      {
        url: config.DATABASE_URL,
        log,
        applicationName: 'framewright-sweeper',
        key: sweeperLock,
        everyMs: parts.timings.standbyMs,
        onStandby: () => log.info({}, 'another sweeper is active: standing by'),
      },
      signal,
    )
    if (session === null) return
    const { lost } = session
    try {
      phase = 'active'
      log.info({}, 'this sweeper is active')
      await runSweeps({ ...parts, session }, AbortSignal.any([signal, lost]))
    } finally {
      phase = 'standing by'
      await session.close()
    }
    if (lost.aborted && !signal.aborted) {
      throw new DatabaseUnavailable('the session that held the lock was lost', { cause: lost.reason })
    }
  }
}
