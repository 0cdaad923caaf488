/**
 * The whole of Framewright for a test: a database of its own, a nats-server of its own, a storage folder, and the services
 * as real processes from source, each of which may be killed, frozen, drained and started again. With
 * EVENT_STORE_URL=esdb://… the event store is that one, in place of the database.
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
import { withDatabase } from './postgres.ts'
import { describeService, type ServiceName, type ServiceProcess } from './service-process.ts'
import { signToken, type Identity } from './token.ts'

export interface System {
  readonly url: string
  readonly databaseUrl: string
  readonly eventStoreUrl: string
  readonly storageFolder: string
  readonly nats: NatsServer
  readonly api: ServiceProcess
  readonly dispatcher: ServiceProcess
  readonly projector: ServiceProcess
  /** Only if it was asked for. */
  readonly sweeper: ServiceProcess | null
  readonly workers: readonly ServiceProcess[]
  readonly services: readonly ServiceProcess[]
  /** The API as a user sees it; without an identity, as a user of this system's own. */
  client(identity?: Identity | null): ApiClient
  /** Ids of the ffmpeg processes that run for this system. */
  ffmpegs(): number[]
}

export interface SystemOptions {
  /** How many workers, of one slot each. */
  readonly workers?: number
  /** Few tests are about the cache: without one it grows for as long as the test runs. */
  readonly hasSweeper?: boolean
  /** What one service, or all of them, get besides. */
  readonly env?: Readonly<Partial<Record<ServiceName | 'all', Readonly<Record<string, string>>>>>
}

interface Teardown {
  teardown(release: () => unknown): void
  passing(): boolean
  comment(message: string): void
}

const authSecret = 'a secret of the tests, which is long enough'
const reportedLines = 60

export async function startSystem(
  t: Teardown,
  { workers = 1, hasSweeper = false, env = {} }: SystemOptions = {},
): Promise<System> {
  const { url: databaseUrl } = await withDatabase(t)
  const nats = await withNats(t)
  const folder = mkdtempSync(join(tmpdir(), 'framewright-system-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const storageFolder = join(folder, 'storage')
  const scratchFolder = join(folder, 'scratch')
  for (const each of [storageFolder, scratchFolder]) mkdirSync(each)
  const eventStoreUrl = eventStoreDBUrl() ?? databaseUrl
  const everybody = {
    EVENT_STORE_URL: eventStoreUrl,
    NATS_URL: nats.url,
    STORAGE_URL: `file://${storageFolder}`,
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'info',
    ...env.all,
  }
  const withRows = { ...everybody, DATABASE_URL: databaseUrl }

  async function describe(service: ServiceName, name: string, own: Record<string, string>, port?: number) {
    const probePort = port ?? (await freePort())
    const probes = port === undefined ? { PROBE_PORT: String(probePort) } : {}
    return describeService({ service, name, env: { ...own, ...probes, ...env[service] }, probePort })
  }

  const apiPort = await freePort()
  const api = await describe(
    'api',
    'api',
    {
      ...withRows,
      API_PORT: String(apiPort),
      AUTH_SECRET: authSecret,
      UPLOAD_DIR: join(folder, 'uploads'),
    },
    apiPort,
  )
  const dispatcher = await describe('dispatcher', 'dispatcher', withRows)
  const projector = await describe('projector', 'projector', withRows)
  const sweeper = hasSweeper ? await describe('sweeper', 'sweeper', withRows) : null
  const workerProcesses: ServiceProcess[] = []
  for (let n = 1; n <= workers; n += 1) {
    const own = { ...everybody, SCRATCH_DIR: scratchFolder, WORKER_SLOTS: '1' }
    workerProcesses.push(await describe('worker', `worker ${n}`, own))
  }
  const services = [api, dispatcher, projector, ...(sweeper === null ? [] : [sweeper]), ...workerProcesses]

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
    nats,
    api,
    dispatcher,
    projector,
    sweeper,
    workers: workerProcesses,
    services,
    client: (identity = usual) =>
      openApiClient(url, identity === null ? null : signToken(authSecret, identity)),
    ffmpegs: () => ffmpegsIn(folder),
  }
}

/** What a service said last, into the report of the test that failed. */
function report(t: Teardown, { name, lines }: ServiceProcess): void {
  t.comment(`the last lines of ${name}:`)
  for (const line of lines.slice(-reportedLines)) t.comment(line)
}
