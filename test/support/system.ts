/**
 * The whole of Framewright for a test: a database of its own, a nats-server of its own, a storage folder, and the services
 * as real processes, each of which may be killed, frozen, drained and started again. With EVENT_STORE_URL=esdb://… the event
 * store is that one, in place of the database. Whoever breaks more than processes asks for a PostgreSQL server of its own,
 * and for links that can be cut.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApiClient, type ApiClient } from './api-client.ts'
import { eventStoreDBUrl } from './event-store.ts'
import { eventually } from './eventually.ts'
import { ffmpegsIn } from './ffmpeg-processes.ts'
import { freePort } from './free-port.ts'
import { withNats, type NatsServer } from './nats-server.ts'
import { openLinks, type Links } from './links.ts'
import { startPostgresServer, withDatabase, type PostgresServer } from './postgres.ts'
import { describeService, type ServiceName, type ServiceProcess } from './service-process.ts'
import { signToken, type Identity } from './token.ts'

export interface System {
  readonly url: string
  readonly databaseUrl: string
  readonly eventStoreUrl: string
  readonly storageFolder: string
  readonly scratchFolder: string
  readonly nats: NatsServer
  /** Only if it was asked for: else the database is one of many on a server that all tests share. */
  readonly postgres: PostgresServer | null
  readonly api: ServiceProcess
  readonly dispatcher: ServiceProcess
  readonly projector: ServiceProcess
  readonly dispatchers: readonly ServiceProcess[]
  readonly projectors: readonly ServiceProcess[]
  /** Only if it was asked for. */
  readonly sweeper: ServiceProcess | null
  readonly workers: readonly ServiceProcess[]
  readonly services: readonly ServiceProcess[]
  /** What a service reaches the servers by. Throws unless links were asked for. */
  linksOf(service: ServiceProcess): Links
  /** The API as a user sees it; without an identity, as a user of this system's own. */
  client(identity?: Identity | null): ApiClient
  /** Ids of the ffmpeg processes that run for this system. */
  ffmpegs(): number[]
}

export interface SystemOptions {
  /** How many workers, of one slot each. */
  readonly workers?: number
  readonly dispatchers?: number
  readonly projectors?: number
  readonly hasOwnPostgres?: boolean
  /** A proxy between each service and each server. */
  readonly hasLinks?: boolean
  /** Few tests are about the cache: without one it grows for as long as the test runs. */
  readonly hasSweeper?: boolean
  /** What one service, or all of them, get besides: by its kind, or by its name. */
  readonly env?: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>>
}

interface Teardown {
  teardown(release: () => unknown): void
  passing(): boolean
  comment(message: string): void
}

const authSecret = 'a secret of the tests, which is long enough'
const reportedLines = 60

export async function startSystem(t: Teardown, options: SystemOptions = {}): Promise<System> {
  const { workers = 1, dispatchers = 1, projectors = 1, hasSweeper = false, env = {} } = options
  const postgres = options.hasOwnPostgres === true ? await withPostgresServer(t) : null
  const databaseUrl = postgres?.url ?? (await withDatabase(t)).url
  const nats = await withNats(t)
  const folder = mkdtempSync(join(tmpdir(), 'framewright-system-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const storageFolder = join(folder, 'storage')
  const scratchFolder = join(folder, 'scratch')
  for (const each of [storageFolder, scratchFolder]) mkdirSync(each)
  const eventStoreUrl = eventStoreDBUrl() ?? databaseUrl
  const everybody = {
    STORAGE_URL: `file://${storageFolder}`,
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'info',
    ...env['all'],
  }
  const direct = { DATABASE_URL: databaseUrl, EVENT_STORE_URL: eventStoreUrl, NATS_URL: nats.url }
  const links = new Map<ServiceProcess, Links>()

  async function describe(service: ServiceName, name: string, own: Record<string, string>, port?: number) {
    const probePort = port ?? (await freePort())
    const probes = port === undefined ? { PROBE_PORT: String(probePort) } : {}
    const linked = options.hasLinks === true ? await openLinks(t, direct) : null
    const { DATABASE_URL, ...withoutRows } = linked?.urls ?? direct
    const servers = service === 'worker' ? withoutRows : { DATABASE_URL, ...withoutRows }
    const all = { ...everybody, ...servers, ...own, ...probes, ...env[service], ...env[name] }
    const described = describeService({ service, name, env: all, probePort })
    if (linked !== null) links.set(described, linked)
    return described
  }
  const several = (service: ServiceName, count: number, own: Record<string, string> = {}) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        describe(service, count === 1 ? service : `${service} ${n + 1}`, own),
      ),
    )

  const apiPort = await freePort()
  const uploads = { UPLOAD_DIR: join(folder, 'uploads') }
  const api = await describe(
    'api',
    'api',
    { API_PORT: String(apiPort), AUTH_SECRET: authSecret, ...uploads },
    apiPort,
  )
  const dispatcherProcesses = await several('dispatcher', dispatchers)
  const projectorProcesses = await several('projector', projectors)
  const sweeper = hasSweeper ? await describe('sweeper', 'sweeper', {}) : null
  const workerProcesses: ServiceProcess[] = []
  for (let n = 1; n <= workers; n += 1) {
    const own = { SCRATCH_DIR: scratchFolder, WORKER_SLOTS: '1' }
    workerProcesses.push(await describe('worker', `worker ${n}`, own))
  }
  const services = [
    ...[api, ...dispatcherProcesses, ...projectorProcesses],
    ...[...(sweeper === null ? [] : [sweeper]), ...workerProcesses],
  ]

  // The last to be torn down is the first to be added: processes end before the servers that they talk to.
  t.teardown(async () => {
    if (!t.passing()) for (const service of services) report(t, service)
    await Promise.all(services.map((service) => service.kill()))
    await eventually(() => {
      const left = ffmpegsIn(folder)
      if (left.length > 0) throw new Error(`ffmpeg is left over: ${left.join(', ')}`)
    })
  })
  await Promise.all(services.map((service) => service.start()))

  const url = `http://127.0.0.1:${apiPort}`
  const usual: Identity = { userId: `ada-${apiPort}` }
  return {
    url,
    databaseUrl,
    eventStoreUrl,
    storageFolder,
    scratchFolder,
    nats,
    postgres,
    api,
    dispatcher: dispatcherProcesses[0]!,
    projector: projectorProcesses[0]!,
    dispatchers: dispatcherProcesses,
    projectors: projectorProcesses,
    sweeper,
    workers: workerProcesses,
    services,
    linksOf: (service) => {
      const linked = links.get(service)
      if (linked === undefined) throw new Error(`${service.name} has no links of its own`)
      return linked
    },
    client: (identity = usual) =>
      openApiClient(url, identity === null ? null : signToken(authSecret, identity)),
    ffmpegs: () => ffmpegsIn(folder),
  }
}

async function withPostgresServer(t: Teardown): Promise<PostgresServer> {
  const server = await startPostgresServer()
  t.teardown(() => server.remove())
  return server
}

/** What a service said last, into the report of the test that failed. */
function report(t: Teardown, { name, lines }: ServiceProcess): void {
  t.comment(`the last lines of ${name}:`)
  for (const line of lines.slice(-reportedLines)) t.comment(line)
}
