import { Type, type Static, type TSchema } from 'typebox'
import { AssetFacts, MediaFacts } from './media-facts.ts'
import { MeasuredLoudness } from './sound-loudness.ts'
import { RenderClass } from './render-order.ts'
import { WorkCost } from './work-cost.ts'
import { BlobRef, Nullable, OneOf, Rational, Sha256, Strict, Timestamp, Uuid } from './strict.ts'

/** Lanes are by what the work needs; one durable consumer each. */
export const lanes = ['cpu-s', 'cpu-l', 'gpu'] as const
export const Lane = OneOf(lanes)
export type Lane = Static<typeof Lane>

/** Why an attempt or a render ended badly. `settle` in the worker says which of them are tried again. */
export const faultCodes = [
  'WORKER_LOST',
  'STALLED',
  'TIMED_OUT',
  'CPU_EXCEEDED',
  'MEMORY_EXCEEDED',
  'OUTPUT_TOO_LARGE',
  'ENCODE_FAILED',
  'ENCODER_UNAVAILABLE',
  'OUTPUT_INVALID',
  'ASSET_MISSING',
  'ASSET_UNREADABLE',
  'STORAGE_UNAVAILABLE',
  'DISK_FULL',
  'PLAN_INVALID',
  'INTERNAL',
] as const
export const FaultCode = OneOf(faultCodes)
export type FaultCode = Static<typeof FaultCode>

const Attempt = Type.Integer({ minimum: 1, description: 'Counts the claims of a stream; never restarts' })
const Message = Type.String({ maxLength: 4000 })
/** The last lines of ffmpeg's stderr: enough to see why, small enough for an event. */
const StderrTail = Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 40 })

/** A finished file: where it is, which bytes, and what ffprobe says of it. Or several, of which one names the others. */
export const OutputFile = Strict({
  name: Type.String({ description: 'The name of the output in the edit' }),
  key: Type.String({ description: 'Key in storage; of several files, that of their list' }),
  fileName: Type.String({ description: 'Of several files, the one to begin with' }),
  contentType: Type.String(),
  sha256: Type.String({
    ...Sha256,
    description: 'Of the file; of several files, of the canonical JSON of their list',
  }),
  sizeBytes: Type.Integer({ minimum: 1, description: 'Of several files, of all of them' }),
  frameCount: Type.Integer({ minimum: 0 }),
  media: MediaFacts,
  loudness: Type.Optional(MeasuredLoudness),
  parts: Type.Optional(
    Strict(
      { count: Type.Integer({ minimum: 1 }) },
      { description: 'There where the output is more than one file' },
    ),
  ),
})
export type OutputFile = Static<typeof OutputFile>

export const RenderRequested = Strict({
  renderId: Uuid,
  projectId: Type.String(),
  userId: Type.String(),
  title: Nullable(Type.String()),
  order: BlobRef,
  requestSha256: Sha256,
  presets: Type.Array(Type.String()),
  class: RenderClass,
  lane: Lane,
  frameCount: Type.Integer({ minimum: 1 }),
  frameRate: Rational,
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
  cost: Type.Optional(WorkCost),
})
export const RenderClaimed = Strict({ attempt: Attempt, workerId: Type.String() })
export const RenderPlanned = Strict({
  attempt: Attempt,
  mode: OneOf(['inline', 'chunked'] as const),
  plan: BlobRef,
  encoder: Type.String(),
  fallbackReason: Nullable(Type.String()),
  pipelineVersion: Type.String(),
  ffmpegBuild: Type.String(),
  frameCount: Type.Integer({ minimum: 0 }),
  chunkCount: Type.Integer({ minimum: 1 }),
  hits: Type.Array(Type.Integer({ minimum: 0 }), { description: 'Chunks that are in the cache already' }),
  chunkFrames: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0 }), {
      description: 'How many frames each chunk has, one behind the other; 0: it is the sound',
    }),
  ),
  wholeBecause: Type.Optional(Type.String({ maxLength: 1000, description: 'Why it is not cut into chunks' })),
})
export const RenderAttemptFailed = Strict({
  attempt: Attempt,
  workerId: Type.String(),
  code: FaultCode,
  message: Message,
  stderrTail: StderrTail,
  retryAt: Timestamp,
})
export const RenderHandedBack = Strict({ attempt: Attempt, workerId: Type.String() })
export const RenderCompleted = Strict({
  attempt: Attempt,
  workerId: Type.String(),
  outputs: Type.Array(OutputFile, { minItems: 1 }),
  renderMs: Type.Integer({ minimum: 0 }),
})
export const RenderFailed = Strict({
  attempt: Type.Integer({ minimum: 0 }),
  code: FaultCode,
  message: Message,
  stderrTail: StderrTail,
})
export const RenderCancelled = Strict({ by: Type.String() })
export const RenderRetried = Strict({ by: Type.String() })
export const RenderDeleted = Strict({ by: Type.String() })
/** The outputs of a render that is completed are not kept any longer. */
export const RenderExpired = Strict({
  reason: OneOf(['age', 'bytes'] as const, {
    description: 'What the outputs of all renders were in excess of',
  }),
})

export const ChunkClaimed = RenderClaimed
export const ChunkAttemptFailed = RenderAttemptFailed
export const ChunkHandedBack = RenderHandedBack
export const ChunkRendered = Strict({
  attempt: Attempt,
  workerId: Type.String(),
  key: Type.String({
    ...Sha256,
    description: 'Its place in the cache: of its plan and of the ffmpeg that made it',
  }),
  sha256: Type.String({ ...Sha256, description: 'Of the canonical JSON of its manifest' }),
  sizeBytes: Type.Integer({ minimum: 1, description: 'Of all of its files' }),
  frameCount: Type.Integer({ minimum: 0, description: '0: it is the sound' }),
  reused: Type.Boolean({ description: 'It was in the cache by then; nothing was encoded' }),
})
export const ChunkFailed = RenderFailed

export const AssetStored = Strict({
  ...AssetFacts.properties,
  userId: Type.String(),
  name: Type.String(),
})
export const AssetRemoved = Strict({ by: Type.String() })

export const RenderProgressed = Strict({
  attempt: Attempt,
  fraction: Type.Number({ minimum: 0, maximum: 1 }),
  frame: Type.Integer({ minimum: 0 }),
  framesPerSecond: Type.Number({ minimum: 0 }),
})

/** Every stored event: its name, the version of its shape that is written now, and that shape. */
export const eventCatalogue = {
  RenderRequested: { schemaVersion: 1, data: RenderRequested },
  RenderClaimed: { schemaVersion: 1, data: RenderClaimed },
  RenderPlanned: { schemaVersion: 1, data: RenderPlanned },
  RenderAttemptFailed: { schemaVersion: 1, data: RenderAttemptFailed },
  RenderHandedBack: { schemaVersion: 1, data: RenderHandedBack },
  RenderCompleted: { schemaVersion: 1, data: RenderCompleted },
  RenderFailed: { schemaVersion: 1, data: RenderFailed },
  RenderCancelled: { schemaVersion: 1, data: RenderCancelled },
  RenderRetried: { schemaVersion: 1, data: RenderRetried },
  RenderDeleted: { schemaVersion: 1, data: RenderDeleted },
  RenderExpired: { schemaVersion: 1, data: RenderExpired },
  ChunkClaimed: { schemaVersion: 1, data: ChunkClaimed },
  ChunkAttemptFailed: { schemaVersion: 1, data: ChunkAttemptFailed },
  ChunkHandedBack: { schemaVersion: 1, data: ChunkHandedBack },
  ChunkRendered: { schemaVersion: 1, data: ChunkRendered },
  ChunkFailed: { schemaVersion: 1, data: ChunkFailed },
  AssetStored: { schemaVersion: 1, data: AssetStored },
  AssetRemoved: { schemaVersion: 1, data: AssetRemoved },
  RenderProgressed: { schemaVersion: 1, data: RenderProgressed },
} as const satisfies Record<string, { schemaVersion: number; data: TSchema }>

export type EventName = keyof typeof eventCatalogue
type Catalogue = typeof eventCatalogue
type EventOf<Name extends EventName> = {
  [N in Name]: { readonly type: N; readonly data: Static<Catalogue[N]['data']> }
}[Name]

export type FramewrightEvent = EventOf<EventName>
export type RenderEvent = EventOf<
  | 'RenderRequested'
  | 'RenderClaimed'
  | 'RenderPlanned'
  | 'RenderAttemptFailed'
  | 'RenderHandedBack'
  | 'RenderCompleted'
  | 'RenderFailed'
  | 'RenderCancelled'
  | 'RenderRetried'
  | 'RenderDeleted'
  | 'RenderExpired'
>
export type ChunkEvent = EventOf<
  'ChunkClaimed' | 'ChunkAttemptFailed' | 'ChunkHandedBack' | 'ChunkRendered' | 'ChunkFailed'
>
export type AssetEvent = EventOf<'AssetStored' | 'AssetRemoved'>
export type ProgressEvent = EventOf<'RenderProgressed'>

/**
 * Metadata of every stored event. `$correlationId` is the render (or asset) it belongs to, `$causationId` the event or
 * request that led to it: the two keys EventStoreDB reserves for this.
 */
export const EventMetadata = Strict({
  $correlationId: Type.String(),
  $causationId: Type.String(),
  traceparent: Nullable(Type.String()),
  userId: Type.String(),
  schemaVersion: Type.Integer({ minimum: 1 }),
})
export type EventMetadata = Static<typeof EventMetadata>
