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

/** Of the whole machine, whoever makes it. */
export const MachineLoad = Strict({
  cores: Type.Integer({ minimum: 1 }),
  loadAverage: Type.Number({ minimum: 0, description: 'Of the last minute' }),
  memoryBytes: Type.Integer({ minimum: 0, description: 'What this process may use of it' }),
  freeMemoryBytes: Type.Integer({ minimum: 0 }),
})
export type MachineLoad = Static<typeof MachineLoad>

/** What a worker says of itself once a second. */
export const WorkerPresence = Strict({
  workerId: Type.String(),
  lanes: Type.Array(Lane),
  slots: Type.Integer({ minimum: 1 }),
  taken: Type.Optional(Type.Integer({ minimum: 0, description: 'How many slots what it works on takes' })),
  load: Type.Optional(MachineLoad),
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
