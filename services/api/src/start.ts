import { openEventStore } from '@framewright/event-store'
import { connectNats } from '@framewright/jetstream'
import { openReleases } from '@framewright/lifecycle'
import type { Logger, Metrics } from '@framewright/observability'
import { ageStepMs, migrate, openChangeFeed, openDatabase } from '@framewright/read-model'
import { openStorage } from '@framewright/storage'
import type { ApiSettings } from './api-deps.ts'
import { buildApp } from './app.ts'
import type { ApiConfig } from './config.ts'
import { watchLiveProgress } from './live-progress.ts'
import { tellPlaces } from './queue-news.ts'
import { openRenderHub } from './render-hub.ts'
import { sweepUploads } from './stale-uploads.ts'
import { timedAppends } from './timed-appends.ts'
import { takeTurns } from './turns.ts'
import { openWorkerRegistry } from './worker-registry.ts'

export interface StartOptions {
  readonly config: Readonly<ApiConfig>
  readonly log: Logger
  readonly metrics: Metrics
}

export interface Api {
  readonly url: string
  readonly port: number
  /** Answers what has been asked, closes the sockets, and then everything that was opened. */
  close(): Promise<void>
}

/** An hour of somebody's film may take a while to look through; most files take some milliseconds. */
const probeTimeoutMs = 60_000
const ownWriteTimeoutMs = 2_000
const maxConnections = 10

export async function startApi({ config, log, metrics }: StartOptions): Promise<Api> {
  const releases = openReleases()
  try {
    releases.add('uploads', await sweepUploads(config.UPLOAD_DIR, log))
    const database = openDatabase({
      url: config.DATABASE_URL,
      maxConnections,
      log,
      applicationName: 'framewright-api',
    })
    releases.add('read model', () => database.close())
    await migrate(database)
    const changes = await openChangeFeed(database)
    releases.add('change feed', () => changes.close())
    const eventStore = await openEventStore({ url: config.EVENT_STORE_URL, log })
    releases.add('event store', () => eventStore.close())
    const storage = await openStorage({ url: config.STORAGE_URL, log })
    releases.add('storage', () => storage.close())
    const nats = await connectNats({ url: config.NATS_URL, name: 'framewright-api', log })
    releases.add('nats', () => nats.close())
    const hub = openRenderHub({ database, changes, nats, log })
    releases.add('render hub', () => hub.close())
    const workers = openWorkerRegistry(nats, () => performance.now())
    releases.add('worker registry', () => workers.close())
    const live = watchLiveProgress(nats, () => performance.now())
    releases.add('live progress', () => live.close())
    const now = () => new Date()
    const places = tellPlaces({ database, workers, live, hub, now, ageStepMs, log })
    releases.add('places', () => places.close())

    const app = buildApp({
      eventStore: timedAppends(eventStore, metrics),
      database,
      changes,
      storage,
      nats,
      hub,
      workers,
      live,
      probes: takeTurns(config.MAX_PROBES),
      metrics,
      log,
      settings: settingsOf(config),
      now,
    })
    releases.add('http', () => app.close())
    const url = await app.listen({ host: config.API_HOST, port: config.API_PORT })
    const port = Number(new URL(url).port)
    log.info({ host: config.API_HOST, port }, 'the API is served')
    return { url, port, close: () => releases.release() }
  } catch (error: unknown) {
    await releases.release()
    throw error
  }
}

function settingsOf(config: Readonly<ApiConfig>): ApiSettings {
  return {
    authSecret: config.AUTH_SECRET,
    maxEditBytes: config.MAX_EDIT_BYTES,
    maxUploadBytes: config.MAX_UPLOAD_BYTES,
    uploadDir: config.UPLOAD_DIR,
    probeTimeoutMs,
    allowedOrigins: config.ALLOWED_ORIGINS,
    maxSocketsPerUser: config.MAX_SOCKETS_PER_USER,
    ownWriteTimeoutMs,
    ageStepMs,
  }
}
