import { Type, type Static } from 'typebox'
import { Lane } from './render-events.ts'
import { Nullable, OneOf, Strict, Timestamp, Uuid } from './strict.ts'

/**
 * A live tick over core NATS: several a second, never stored; the next one supersedes it. Where it names a chunk, attempt
 * and frames are the chunk's own, else the render's.
 */
export const RenderProgress = Strict({
  renderId: Uuid,
  attempt: Type.Integer({ minimum: 1 }),
  chunk: Type.Optional(
    Strict({ planId: Type.Integer({ minimum: 0 }), number: Type.Integer({ minimum: 0 }) }),
  ),
  phase: OneOf(['fetching', 'planning', 'encoding', 'verifying', 'storing'] as const),
  frame: Type.Integer({ minimum: 0 }),
  frameCount: Type.Integer({ minimum: 0 }),
  fraction: Type.Number({ minimum: 0, maximum: 1 }),
  framesPerSecond: Nullable(Type.Number({ minimum: 0 })),
  etaSeconds: Nullable(Type.Number({ minimum: 0 })),
  at: Timestamp,
})
export type RenderProgress = Static<typeof RenderProgress>

/** What a worker says of itself once a second. */
export const WorkerPresence = Strict({
  workerId: Type.String(),
  lanes: Type.Array(Lane),
  slots: Type.Integer({ minimum: 1 }),
  holds: Type.Array(Type.String(), { description: 'Ids of the items it holds, claims under way included' }),
  draining: Type.Boolean(),
  ffmpegBuild: Type.String(),
  encoders: Type.Array(
    Strict({ name: Type.String(), usable: Type.Boolean(), reason: Nullable(Type.String()) }),
  ),
  pid: Type.Integer(),
  host: Type.String(),
  startedAt: Timestamp,
  at: Timestamp,
})
export type WorkerPresence = Static<typeof WorkerPresence>
