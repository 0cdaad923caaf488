import { Type, type Static } from 'typebox'
import { ChunkView } from './chunk-view.ts'
import { FaultCode, Lane, OutputFile } from './render-events.ts'
import { RenderClass } from './render-order.ts'
import { RenderProgress } from './render-progress.ts'
import { MediaFacts } from './media-facts.ts'
import { QueuePlace } from './queue-place.ts'
import { MeasuredLoudness } from './sound-loudness.ts'
import { Nullable, OneOf, Rational, Sha256, Strict, Timestamp, Uuid } from './strict.ts'

export const renderStatuses = [
  'queued',
  'running',
  'retrying',
  'completed',
  'failed',
  'cancelled',
  'deleted',
] as const
export const RenderStatus = OneOf(renderStatuses)
export type RenderStatus = Static<typeof RenderStatus>

/** An output as users see it: what it is, and where to download it, but not where it lies in storage. */
export const OutputView = Strict({
  name: OutputFile.properties.name,
  fileName: OutputFile.properties.fileName,
  contentType: OutputFile.properties.contentType,
  sha256: OutputFile.properties.sha256,
  sizeBytes: OutputFile.properties.sizeBytes,
  frameCount: OutputFile.properties.frameCount,
  media: MediaFacts,
  loudness: Type.Optional(MeasuredLoudness),
  parts: OutputFile.properties.parts,
  href: Type.String({ description: 'Path of the download; of several files, of the one to begin with' }),
})

/** Why a render has failed, or its last attempt. */
export const RenderFailure = Strict({
  code: FaultCode,
  message: Type.String(),
  stderrTail: Type.Array(Type.String()),
})

/** One render as REST and WebSocket show it. `version` is the revision of the render's stream: it only rises. */
export const RenderView = Strict({
  renderId: Uuid,
  projectId: Type.String(),
  title: Nullable(Type.String()),
  status: RenderStatus,
  version: Type.Integer({ minimum: 0 }),
  presets: Type.Array(Type.String()),
  class: RenderClass,
  lane: Lane,
  frameCount: Type.Integer(),
  frameRate: Rational,
  width: Type.Integer(),
  height: Type.Integer(),
  durationSeconds: Type.Number(),
  attempt: Type.Integer({ minimum: 0 }),
  workerId: Nullable(Type.String()),
  encoder: Nullable(Type.String()),
  fallbackReason: Nullable(Type.String()),
  pipelineVersion: Nullable(Type.String()),
  ffmpegBuild: Nullable(Type.String()),
  planId: Nullable(
    Type.Integer({ minimum: 0, description: 'It is higher with each plan; null: not planned yet' }),
  ),
  chunkCount: Nullable(
    Type.Integer({ minimum: 1, description: '1: it is made in one piece; null: not planned yet' }),
  ),
  cacheHitRatio: Nullable(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description:
        'The share of its frames that were in the cache when it was planned; null: it has no chunks',
    }),
  ),
  wholeBecause: Nullable(Type.String({ description: 'Why it is made in one piece' })),
  requestedAt: Timestamp,
  startedAt: Nullable(Timestamp),
  finishedAt: Nullable(Timestamp),
  updatedAt: Timestamp,
  retryAt: Nullable(Timestamp),
  expiredAt: Nullable(
    Type.String({
      ...Timestamp,
      description: 'Since when its outputs are not kept any more; null: they are',
    }),
  ),
  failure: Nullable(RenderFailure),
  outputs: Type.Array(OutputView),
})
export type RenderView = Static<typeof RenderView>

export const AssetView = Strict({
  assetId: Uuid,
  name: Type.String(),
  sha256: Sha256,
  sizeBytes: Type.Integer(),
  media: MediaFacts,
  createdAt: Timestamp,
})
export type AssetView = Static<typeof AssetView>

/**
 * What the WebSocket sends. A `snapshot` answers each subscribe; `changed` carries the whole render; `chunks` all of a plan
 * after a snapshot or when it is new, and what has changed from then on; `progress` is live; `places` are
 * those of what is not done yet, when they are other than the last one, counted down, would have it.
 */
export const ServerMessage = Type.Union([
  Strict({ type: Type.Literal('snapshot'), renders: Type.Array(RenderView) }),
  Strict({ type: Type.Literal('changed'), render: RenderView }),
  Strict({
    type: Type.Literal('chunks'),
    renderId: Uuid,
    planId: Type.Integer({ minimum: 0 }),
    chunks: Type.Array(ChunkView),
  }),
  Strict({ type: Type.Literal('progress'), progress: RenderProgress }),
  Strict({ type: Type.Literal('places'), places: Type.Array(QueuePlace) }),
  Strict({ type: Type.Literal('error'), code: Type.String(), message: Type.String() }),
])
export type ServerMessage = Static<typeof ServerMessage>

/** What a client sends: `*` is every render of its own. */
export const ClientMessage = Type.Union([
  Strict({
    type: Type.Literal('subscribe'),
    renders: Type.Union([Type.Array(Uuid, { maxItems: 100 }), Type.Literal('*')]),
  }),
  Strict({
    type: Type.Literal('unsubscribe'),
    renders: Type.Union([Type.Array(Uuid, { maxItems: 100 }), Type.Literal('*')]),
  }),
])
export type ClientMessage = Static<typeof ClientMessage>
