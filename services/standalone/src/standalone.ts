/**
 * In: a data folder. Out: all of Framewright on this machine, ready: PostgreSQL with the event store and the rows,
 * nats-server, api, dispatcher, projector, sweeper and workers, each a process that is started again when it ends.
 * Stopped, they drain in the order of the work: first who takes it in, last who keeps it. Killed, they die together, and
 * the next start on the same folder finds everything that was acknowledged.
 */
import { availableParallelism } from 'node:os'
import { openReleases, type Releases } from '@framewright/lifecycle'
import type { Logger } from '@framewright/observability'
import { chooseAddresses, serviceEnvironment } from './addresses.ts'
import { openDataFolder } from './data-folder.ts'
import { signDevToken } from './dev-token.ts'
import { createDatabase, initialiseData, launchPostgres } from './embedded-postgres.ts'
import { lockFolder } from './folder-lock.ts'
import { launchNats } from './nats-server.ts'
import { openPidRecords } from './pid-records.ts'
import { findPostgresHome } from './postgres-home.ts'
import { launchService, type ServiceName } from './service-launch.ts'
import { supervise, type Part, type PartOptions } from './supervise.ts'

export interface StandaloneOptions {
  readonly dataFolder: string
  readonly log: Logger
  /** The API's; 0 is any free one, as all the others are. */
  readonly ports?: { readonly api: number }
  /** An event store in place of the embedded one. */
  readonly eventStoreUrl?: string
  /** How many worker processes, which share the cores; by default one for each eight of them. */
  readonly workers?: number
  /** Breaks the start off. */
  readonly signal?: AbortSignal
}

export interface Standalone {
  readonly apiUrl: string
  /** For development: every role, as the user `developer`. */
  readonly token: string
  readonly dataFolder: string
  readonly databaseUrl: string
  readonly natsUrl: string
  readonly parts: readonly Pick<Part, 'name' | 'pid'>[]
  /** Drains and ends everything, in order. */
  stop(): Promise<void>
}

const usualApiPort = 8080
/** As a worker would count them that has the machine for itself: two cores make a slot. */
const machineSlots = Math.max(1, Math.floor(availableParallelism() / 2))
/** Large enough for a film in 4K, and small enough that one which dies takes little with it. */
const slotsOfWorker = 4
const usualWorkers = Math.ceil(machineSlots / slotsOfWorker)
const tokenLifetimeSeconds = 30 * 24 * 3600

export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const releases = openReleases()
  try {
    return await start(options, releases)
  } catch (error: unknown) {
    await releases.release()
    throw error
  }
}

async function start(options: StandaloneOptions, releases: Releases): Promise<Standalone> {
  const { log, workers = usualWorkers, signal = new AbortController().signal } = options
  const folder = openDataFolder(options.dataFolder)
  const lock = lockFolder(folder.path)
  releases.add('data folder', () => lock.release())
  const records = openPidRecords(folder.processes)
  const reaped = await records.reap()
  if (reaped.length > 0) log.warn({ reaped }, 'ended what an earlier run had left')
  const addresses = await chooseAddresses(folder, options.ports?.api ?? usualApiPort, options.eventStoreUrl)
  const { postgresPort, postgresPassword: password } = addresses

  const parts: Part[] = []
  const supervised = (name: string, endings: Endings, prepare: PartOptions['prepare']): Part =>
    supervise({ name, prepare, ...endings, logPath: folder.beginLog(name), records, log })
  function service(kind: ServiceName, name: string = kind): Part {
    const slots = Math.max(1, Math.floor(machineSlots / Math.max(1, workers)))
    const env = serviceEnvironment(kind, { folder, addresses, slots })
    const fixed = kind === 'api' ? { probePort: addresses.apiPort } : {}
    return supervised(name, endingsOf[kind], () => launchService({ service: kind, env, ...fixed }))
  }
  /** Those that are kept last are stopped first; those that are kept together, together. */
  function keep(name: string, kept: readonly Part[]): void {
    releases.add(name, () => Promise.all(kept.map((part) => part.stop())))
    parts.push(...kept)
  }
  const allReady = () => Promise.all(parts.map((part) => part.ready(signal)))

  const home = await findPostgresHome(folder.postgres)
  initialiseData({ home, password })
  const postgres = () => launchPostgres({ home, port: postgresPort, password })
  keep('postgres', [supervised('postgres', endingsOf.postgres, postgres)])
  const nats = () => launchNats({ folder: folder.nats, port: addresses.natsPort })
  keep('nats', [supervised('nats', endingsOf.nats, nats)])
  await allReady()
  await createDatabase({ port: postgresPort, password })
  keep('projector', [service('projector')])
  keep('sweeper', [service('sweeper')])
  keep(
    'workers',
    Array.from({ length: workers }, (_, n) => service('worker', `worker-${n + 1}`)),
  )
  keep('dispatcher', [service('dispatcher')])
  keep('api', [service('api')])
  await allReady()

  const { apiUrl, databaseUrl, natsUrl, storageUrl, authSecret: secret } = addresses
  const roles = ['user', 'analyst', 'operator']
  const lifetimeSeconds = tokenLifetimeSeconds
  const token = signDevToken({ secret, userId: 'developer', roles, lifetimeSeconds, nowMs: Date.now() })
  folder.writeEnvironment({
    EVENT_STORE_URL: addresses.eventStoreUrl,
    DATABASE_URL: databaseUrl,
    NATS_URL: natsUrl,
    STORAGE_URL: storageUrl,
    API_URL: apiUrl,
    API_TOKEN: token,
  })
  const stop = () => releases.release()
  return { apiUrl, token, dataFolder: folder.path, databaseUrl, natsUrl, parts, stop }
}

interface Endings {
  readonly stopSignal: NodeJS.Signals
  readonly stopTimeoutMs: number
  readonly deathSignal: NodeJS.Signals
  readonly mayBeDrained: boolean
}

/** A service limits its own drain: these limits are for one that cannot. */
const serviceEndings: Endings = {
  stopSignal: 'SIGTERM',
  stopTimeoutMs: 60_000,
  deathSignal: 'SIGKILL',
  mayBeDrained: false,
}

const endingsOf: Readonly<Record<ServiceName | 'postgres' | 'nats', Endings>> = {
  api: serviceEndings,
  dispatcher: serviceEndings,
  projector: serviceEndings,
  sweeper: serviceEndings,
  worker: { ...serviceEndings, stopTimeoutMs: 120_000, mayBeDrained: true },
  nats: serviceEndings,
  // SIGINT is its fast shutdown, with a checkpoint; SIGQUIT ends it and its backends at once, and the next start recovers.
  postgres: { stopSignal: 'SIGINT', stopTimeoutMs: 60_000, deathSignal: 'SIGQUIT', mayBeDrained: false },
}
