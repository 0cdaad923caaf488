import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  basePath,
  buildApp,
  openRenderHub,
  openWorkerRegistry,
  takeTurns,
  tellPlaces,
  watchLiveProgress,
} from '@framewright/api'
import type { ApiDeps, ApiSettings, App } from '@framewright/api'
import { openEventStore, type EventStore } from '@framewright/event-store'
import { connectNats, type NatsLink } from '@framewright/jetstream'
import { createMetrics } from '@framewright/observability'
import { openChangeFeed, openDatabase, type Database } from '@framewright/read-model'
import type { Problem, Role } from '@framewright/schemas'
import { openStorage, type Storage } from '@framewright/storage'
import { withNats, type NatsServer } from '../../../test/support/nats-server.ts'
import { withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { signToken } from '../../../test/support/token.ts'
import { createProjection } from '../../projector/src/index.ts'
import { holdToSchemas } from './declared-answers.ts'

/** The API on a real database, broker and storage, listening, with the projection running beside it. */
export interface TestApi {
  readonly app: App
  readonly url: string
  readonly eventStore: EventStore
  readonly database: Database
  readonly storage: Storage
  readonly nats: NatsLink
  readonly broker: NatsServer
  readonly uploadDir: string
  /** A user that no other test has. */
  user(name?: string, roles?: readonly Role[]): TestUser
  /** What is left of uploads. */
  uploadsLeft(): Promise<string[]>
  /** A request without a token, or with one of the test's own making. */
  request(method: Method, path: string, options?: RequestOptions): Promise<Answer>
}

export interface TestUser {
  readonly userId: string
  readonly token: string
  request(method: Method, path: string, options?: RequestOptions): Promise<Answer>
}

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export interface RequestOptions {
  /** An object is sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly text: string
  readonly bytes: Buffer
  json<T>(): T
  /** The body of a refusal. */
  readonly problem: Problem
}

export const secret = 'a secret of these tests, long enough to be one'

interface Teardown {
  teardown(release: () => unknown): void
}

export interface ApiOptions {
  readonly settings?: Partial<ApiSettings>
  readonly deps?: (deps: ApiDeps) => Partial<ApiDeps>
  /** Another way to the database than the usual one: through a proxy that can be cut. */
  readonly databaseUrl?: (url: string) => Promise<string>
  readonly eventStoreUrl?: (url: string) => Promise<string>
  readonly projecting?: boolean
}

export async function withApi(t: Teardown, options: ApiOptions = {}): Promise<TestApi> {
  const { settings = {}, deps: changeDeps = () => ({}), projecting = true } = options
  const [{ url: ownUrl }, broker] = await Promise.all([withDatabase(t), withNats(t)])
  const folder = await mkdtemp(join(tmpdir(), 'framewright-api-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const [storageDir, uploadDir] = [join(folder, 'storage'), join(folder, 'uploads')]
  for (const each of [storageDir, uploadDir]) await mkdir(each)

  if (projecting) await startProjecting(t, ownUrl)
  const url = (await options.databaseUrl?.(ownUrl)) ?? ownUrl
  const database = openDatabase({ url, maxConnections: 8, log: quietLog })
  t.teardown(() => database.close())
  const changes = await openChangeFeed(database)
  t.teardown(() => changes.close())
  const storeUrl = (await options.eventStoreUrl?.(ownUrl)) ?? ownUrl
  const eventStore = await openEventStore({ url: storeUrl, log: quietLog })
  t.teardown(() => eventStore.close())
  const storage = await openStorage({ url: `file://${storageDir}`, log: quietLog })
  t.teardown(() => storage.close())
  const nats = await connectNats({ url: broker.url, name: 'api-test', log: quietLog })
  t.teardown(() => nats.close())
  const hub = openRenderHub({ database, changes, nats, log: quietLog })
  t.teardown(() => hub.close())
  const workers = openWorkerRegistry(nats, () => performance.now())
  t.teardown(() => workers.close())
  const live = watchLiveProgress(nats, () => performance.now())
  t.teardown(() => live.close())
  const now = () => new Date()
  const { ageStepMs } = usualSettings(uploadDir)
  const places = tellPlaces({ database, workers, live, hub, now, ageStepMs, log: quietLog })
  t.teardown(() => places.close())

  const deps: ApiDeps = {
    eventStore,
    database,
    changes,
    storage,
    nats,
    hub,
    workers,
    live,
    probes: takeTurns(2),
    metrics: createMetrics('api'),
    log: quietLog,
    settings: { ...usualSettings(uploadDir), ...settings },
    now,
  }
  const app = buildApp({ ...deps, ...changeDeps(deps) })
  const declared = holdToSchemas(app)
  t.teardown(() => app.close())
  const listening = await app.listen({ host: '127.0.0.1', port: 0 })

  async function request(
    method: Method,
    path: string,
    { body, headers = {} }: RequestOptions = {},
  ): Promise<Answer> {
    const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
    const answer = await app.inject({
      method,
      url: path.startsWith('/docs') || /^\/(health|metrics)/.test(path) ? path : `${basePath}${path}`,
      headers: raw ? headers : { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
    })
    declared.assertNone()
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.payload,
      bytes: answer.rawPayload,
      json: <T>() => answer.json<T>(),
      get problem() {
        return answer.json<Problem>()
      },
    }
  }

  return {
    app,
    url: listening,
    eventStore,
    database,
    storage,
    nats,
    broker,
    uploadDir,
    uploadsLeft: () => readdir(uploadDir),
    request,
    user: (name = 'ada', roles = ['user']) => {
      const userId = `${name}-${randomUUID().slice(0, 8)}`
      const token = signToken(secret, { userId, roles })
      const authorization = `Bearer ${token}`
      return {
        userId,
        token,
        request: (method, path, more = {}) =>
          request(method, path, { ...more, headers: { authorization, ...more.headers } }),
      }
    },
  }
}

const usualSettings = (uploadDir: string): ApiSettings => ({
  authSecret: secret,
  maxEditBytes: 1_000_000,
  maxUploadBytes: 20_000_000,
  uploadDir,
  probeTimeoutMs: 30_000,
  allowedOrigins: ['https://editor.example'],
  maxSocketsPerUser: 5,
  ownWriteTimeoutMs: 10_000,
  ageStepMs: 60_000,
})

async function startProjecting(t: Teardown, url: string): Promise<void> {
  const eventStore = await openEventStore({ url, log: quietLog })
  t.teardown(() => eventStore.close())
  const db = openDatabase({ url, maxConnections: 2, log: quietLog })
  t.teardown(() => db.close())
  const stopping = new AbortController()
  const projection = createProjection({ eventStore, db, log: quietLog, onBatch: () => null })
  const running = projection.run(stopping.signal)
  t.teardown(() => {
    stopping.abort()
    return running
  })
}
