import { Type, type Static } from 'typebox'
import { chunkSpan } from './chunk-view.ts'
import { EventMetadata, FaultCode, Lane } from './render-events.ts'
import { QueuePlace } from './queue-place.ts'
import { RenderClass } from './render-order.ts'
import { WorkerPresence } from './render-progress.ts'
import { AssetView, RenderFailure, renderStatuses, RenderView } from './render-view.ts'
import { Nullable, OneOf, Rational, Sha256, Strict, Timestamp, Uuid } from './strict.ts'

/** Parameters and answers of the HTTP API: what is not an edit, a render, an asset or a problem. */
export const ProjectId = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$',
  description: 'Letters, digits and . _ ~ -, 128 at most, a letter or digit first',
})

export const RenderParams = Strict({ renderId: Uuid })
export const ProjectParams = Strict({ projectId: ProjectId })
export const AssetParams = Strict({ assetId: Uuid })

const Cursor = Type.String({ maxLength: 200, description: 'The nextCursor of the page before' })
const pageLimit = { minimum: 1, maximum: 200, default: 50 }

export const SubmitQuery = Strict({
  dryRun: Type.Optional(
    Type.Boolean({ description: 'Check the edit and answer with its plan; nothing is rendered' }),
  ),
  class: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 9,
      description:
        'How urgently it is served: 1 first, 9 last. Sooner than the class of its preset is for operators',
    }),
  ),
})

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: '^[\\x21-\\x7e]{1,255}$',
      description:
        'Printable ASCII without spaces. A repeat of the request with the same key returns the same render',
    }),
  ),
})

export const RenderListQuery = Strict({
  status: Type.Optional(
    OneOf(renderStatuses, { description: 'Deleted renders are listed only when asked for' }),
  ),
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer(pageLimit)),
})

export const RenderList = Strict({ renders: Type.Array(RenderView), nextCursor: Nullable(Type.String()) })
export type RenderList = Static<typeof RenderList>

export const FailureListQuery = Strict({
  code: Type.Optional(FaultCode),
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer(pageLimit)),
})
export const FailureList = Strict({
  failures: Type.Array(
    Strict({
      renderId: Uuid,
      userId: Type.String(),
      projectId: Type.String(),
      title: Nullable(Type.String()),
      attempt: Type.Integer({ minimum: 0, description: 'How often it was tried, all of its runs together' }),
      failedAt: Timestamp,
      failure: RenderFailure,
    }),
  ),
  nextCursor: Nullable(Type.String()),
})
export type FailureList = Static<typeof FailureList>

export const AssetListQuery = Strict({
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer(pageLimit)),
})
export const AssetList = Strict({ assets: Type.Array(AssetView), nextCursor: Nullable(Type.String()) })
export type AssetList = Static<typeof AssetList>

export const UploadQuery = Strict({
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[^\\u0000-\\u001f\\u007f]*$',
      description: 'What the file is called, without control characters; only ever shown',
    }),
  ),
})

export const DownloadQuery = Strict({
  output: Type.Optional(
    Type.String({ maxLength: 200, description: 'The name of the output; default: the first' }),
  ),
  disposition: Type.Optional(OneOf(['attachment', 'inline'] as const)),
})

const outputName = Type.String({ maxLength: 64, description: 'The name of the output' })
const partName = Type.String({
  maxLength: 128,
  description: 'The name of the file, such as master.m3u8; those that it names are beside it',
})
export const OutputParams = Strict({ renderId: Uuid, output: outputName })
export const PartParams = Strict({ renderId: Uuid, output: outputName, part: partName })
export const LinkedPartParams = Strict({
  link: Type.String({ maxLength: 2000, description: 'From POST /renders/{renderId}/outputs/{output}/link' }),
  part: partName,
})

/** Where an output is played without a token: the address is its own permission. */
export const PlayLink = Strict({ href: Type.String(), expiresAt: Timestamp })
export type PlayLink = Static<typeof PlayLink>

/** Something about an edit that is allowed, and probably not meant. */
export const EditWarning = Strict({
  pointer: Type.String({ description: 'JSON pointer (RFC 6901) into the edit' }),
  code: Type.String(),
  message: Type.String(),
})

/** What a dry run found: how the edit would be rendered. */
export const DryRun = Strict({
  frameCount: Type.Integer({ minimum: 1 }),
  frameRate: Rational,
  width: Type.Integer(),
  height: Type.Integer(),
  durationSeconds: Type.Number(),
  lane: Lane,
  class: RenderClass,
  encoder: Type.String({ description: 'The encoder that the fleet would use' }),
  pipelineVersion: Type.String(),
  plan: Type.Unknown({
    description: 'The render plan: a pure function of edit, assets, encoder and pipelineVersion',
  }),
  chunks: Type.Array(
    Strict({
      ...chunkSpan,
      key: Nullable(Sha256),
      hit: Nullable(
        Type.Boolean({
          description: 'It is in the cache; null: unknown, for no one FFmpeg build would render it',
        }),
      ),
    }),
    { description: 'None where the film would be made in one piece' },
  ),
  wholeBecause: Nullable(Type.String({ description: 'Why it would be made in one piece' })),
  framesToRender: Nullable(
    Type.Integer({ minimum: 0, description: 'Those of chunks that are not in the cache; null: unknown' }),
  ),
  estimatedSeconds: Nullable(
    Type.Number({
      minimum: 0,
      description:
        'How long that would take, at the median speed of the latest films of this size that were made in the same way; ' +
        'time in the queue not counted; null: none was made lately',
    }),
  ),
  warnings: Type.Array(EditWarning),
})
export type DryRun = Static<typeof DryRun>

/** Whether a process can do its work. `broker` is told, and not waited for: without it requests are taken all the same. */
export const Readiness = Strict({
  status: OneOf(['ready', 'not ready'] as const),
  parts: Strict({
    eventStore: Type.Boolean(),
    readModel: Type.Boolean(),
    storage: Type.Boolean(),
    broker: Type.Boolean(),
  }),
})
export type Readiness = Static<typeof Readiness>

const ChunkPlanId = Type.Integer({ minimum: 0, description: 'The revision of the RenderPlanned of its plan' })
const ChunkNumber = Type.Integer({ minimum: 0 })

const eventFields = {
  eventId: Uuid,
  type: Type.String({ description: 'The name of the event, such as RenderCompleted' }),
  revision: Type.Integer({ minimum: 0, description: 'Its number in its stream' }),
  recordedAt: Timestamp,
  data: Type.Unknown({ description: 'In the shape of its JSON Schema, in the newest version' }),
}

/** One event in the history of a render. */
export const HistoryEvent = Strict({
  ...eventFields,
  chunk: Type.Optional(
    Strict({ planId: ChunkPlanId, number: ChunkNumber }, { description: 'There where it is of a chunk' }),
  ),
  sinceRequestMs: Type.Number({ description: 'Milliseconds after the render was requested' }),
  causationId: EventMetadata.properties.$causationId,
  traceparent: EventMetadata.properties.traceparent,
})
export const RenderHistory = Strict({ renderId: Uuid, events: Type.Array(HistoryEvent) })
export type RenderHistory = Static<typeof RenderHistory>

export const ReplayQuery = Strict({
  from: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'The position of the last line that was read; default: the beginning',
    }),
  ),
  type: Type.Optional(
    Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50, description: 'Names of events' }),
  ),
  project: Type.Optional(ProjectId),
  render: Type.Optional(Uuid),
  user: Type.Optional(
    Type.String({ maxLength: 255, description: "Another user's events: for analysts and operators" }),
  ),
  since: Type.Optional(Type.String({ format: 'date-time', description: 'Not recorded before this instant' })),
  until: Type.Optional(Type.String({ format: 'date-time', description: 'Recorded before this instant' })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'At most so many events' }),
  ),
})

/** A line of `GET /events`. */
export const ReplayedEvent = Strict({
  ...eventFields,
  kind: Type.Literal('event'),
  position: Type.String({ description: 'Opaque; hand it back as `from` to go on after this event' }),
  stream: Type.String(),
  correlationId: EventMetadata.properties.$correlationId,
  causationId: EventMetadata.properties.$causationId,
  traceparent: EventMetadata.properties.traceparent,
  userId: EventMetadata.properties.userId,
})

/** The last line of `GET /events`. An answer without it was cut off. */
export const ReplayEnd = Strict({
  kind: Type.Literal('end'),
  position: Nullable(Type.String({ description: 'Where to go on; events that did not match are behind it' })),
  live: Type.Boolean({
    description: 'True when everything stored so far was looked at, false when `limit` was reached',
  }),
  events: Type.Integer({ minimum: 0 }),
})
export const ReplayLine = Type.Union([ReplayedEvent, ReplayEnd])
export type ReplayLine = Static<typeof ReplayLine>

const Count = Type.Integer({ minimum: 0 })

export const QueueView = Strict({
  lanes: Type.Array(
    Strict({
      lane: Lane,
      waiting: Count,
      running: Count,
      oldestWaitingSeconds: Nullable(Type.Number()),
      classes: Type.Array(Strict({ class: RenderClass, waiting: Count, running: Count })),
    }),
    { description: 'The load that all users make together' },
  ),
  renders: Type.Array(
    Strict({
      renderId: Uuid,
      projectId: Type.String(),
      title: Nullable(Type.String()),
      lane: Lane,
      class: RenderClass,
      status: OneOf(['queued', 'retrying', 'running'] as const),
      queuedAt: Timestamp,
      position: QueuePlace.properties.position,
      estimate: QueuePlace.properties.estimate,
    }),
    { description: "The caller's own; for operators, everybody's" },
  ),
})
export type QueueView = Static<typeof QueueView>

export const MetricsQuery = Strict({
  hours: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 8784, default: 24, description: 'How far back' }),
  ),
})
const Spread = Strict({ count: Count, p50Ms: Nullable(Type.Number()), p95Ms: Nullable(Type.Number()) })
export const MetricsView = Strict({
  from: Timestamp,
  to: Timestamp,
  byStatus: Strict({
    queued: Count,
    running: Count,
    retrying: Count,
    completed: Count,
    failed: Count,
    cancelled: Count,
    deleted: Count,
  }),
  renderTime: Spread,
  queueWait: Spread,
  completedPerHour: Type.Number(),
  outputSecondsPerHour: Type.Number(),
})
export type MetricsView = Static<typeof MetricsView>

export const LogQuery = Strict({
  attempt: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Of the render; with `chunk`, of that chunk' }),
  ),
  chunk: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'One chunk, by its number: of the newest plan in which somebody worked on it',
    }),
  ),
  plan: Type.Optional(
    Type.Integer({ minimum: 1, description: 'The chunks of this plan alone, which may be an earlier one' }),
  ),
})
export type LogQuery = Static<typeof LogQuery>

/** A worker as the monitoring shows it. What it holds and where it runs is for operators. */
export const WorkerView = Strict({
  workerId: WorkerPresence.properties.workerId,
  lanes: WorkerPresence.properties.lanes,
  slots: WorkerPresence.properties.slots,
  busy: Type.Integer({ minimum: 0, description: 'Slots that are taken' }),
  load: WorkerPresence.properties.load,
  draining: WorkerPresence.properties.draining,
  ffmpegBuild: WorkerPresence.properties.ffmpegBuild,
  encoders: WorkerPresence.properties.encoders,
  startedAt: Timestamp,
  seenAt: Timestamp,
  holds: Type.Optional(WorkerPresence.properties.holds),
  host: Type.Optional(WorkerPresence.properties.host),
  pid: Type.Optional(WorkerPresence.properties.pid),
})
export type WorkerView = Static<typeof WorkerView>
export const WorkerList = Strict({
  connected: Type.Boolean({
    description: 'False while the broker is away: then nothing is known of the workers',
  }),
  workers: Type.Array(WorkerView),
})
export type WorkerList = Static<typeof WorkerList>

export const WorkerParams = Strict({
  workerId: Type.String({
    pattern: '^[A-Za-z0-9_-]{1,200}$',
    description: 'As `GET /renders/workers` has it',
  }),
})
/** A worker that takes nothing more, and ends when it holds nothing any more. */
export const DrainingWorker = Strict({ workerId: Type.String(), draining: Type.Literal(true) })
export type DrainingWorker = Static<typeof DrainingWorker>

/** Lets one WebSocket be opened, once, within seconds: the only secret that may stand in a URL. */
export const SocketTicket = Strict({ ticket: Type.String(), expiresAt: Timestamp })
export type SocketTicket = Static<typeof SocketTicket>

export const roles = ['user', 'analyst', 'operator'] as const
export const Role = OneOf(roles)
export type Role = Static<typeof Role>
