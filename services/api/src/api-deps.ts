import type { EventStore } from '@framewright/event-store'
import type { NatsLink } from '@framewright/jetstream'
import type { Metrics, Logger } from '@framewright/observability'
import type { ChangeFeed, Database } from '@framewright/read-model'
import type { Storage } from '@framewright/storage'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { LiveProgress } from './live-progress.ts'
import type { Turns } from './turns.ts'
import type { RenderHub } from './render-hub.ts'
import type { WorkerRegistry } from './worker-registry.ts'

export const basePath = '/api/video-editor'

export interface ApiSettings {
  /** Signs and checks the tokens; 32 characters at least. */
  readonly authSecret: string
  readonly maxEditBytes: number
  readonly maxUploadBytes: number
  /** Where uploads lie until they have been probed: best on the file system of the storage. */
  readonly uploadDir: string
  readonly probeTimeoutMs: number
  /** Origins of web editors that may call from a browser; `*` is any. */
  readonly allowedOrigins: readonly string[]
  readonly maxSocketsPerUser: number
  /** How long a command waits for its own write to show in the rows. */
  readonly ownWriteTimeoutMs: number
  /** How long a render waits to be treated as one class more urgent: as the dispatcher has it. */
  readonly ageStepMs: number
}

/** All that the routes work with; opened by startApi, closed after the app. */
export interface ApiDeps {
  readonly eventStore: EventStore
  readonly database: Database
  readonly changes: ChangeFeed
  readonly storage: Storage
  readonly nats: NatsLink
  readonly hub: RenderHub
  readonly workers: WorkerRegistry
  readonly live: LiveProgress
  /** Probing is a child process each: so many at once. */
  readonly probes: Turns
  readonly metrics: Metrics
  readonly log: Logger
  readonly settings: ApiSettings
  readonly now: () => Date
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
