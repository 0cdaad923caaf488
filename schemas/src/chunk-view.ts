import { Type, type Static } from 'typebox'
import { Nullable, OneOf, Strict, Timestamp, Uuid } from './strict.ts'

export const chunkKinds = ['sound', 'pictures'] as const
export const ChunkKind = OneOf(chunkKinds)
export type ChunkKind = Static<typeof ChunkKind>

/** `cancelled`: its render ended before it did. `hit`: it was in the cache when the render was planned. */
export const chunkStates = [
  'waiting',
  'running',
  'retrying',
  'rendered',
  'failed',
  'hit',
  'cancelled',
] as const
export const ChunkState = OneOf(chunkStates)
export type ChunkState = Static<typeof ChunkState>

/** Which frames of the film a chunk is. */
export const chunkSpan = {
  number: Type.Integer({ minimum: 0, description: 'Its number in the plan' }),
  kind: ChunkKind,
  startFrame: Type.Integer({ minimum: 0, description: 'Its first frame in the film' }),
  frameCount: Type.Integer({ minimum: 0, description: 'For the sound, which is one chunk, the whole film' }),
} as const

/** A chunk of a render as REST and WebSocket show it. */
export const ChunkView = Strict({
  ...chunkSpan,
  state: ChunkState,
  version: Type.Integer({
    minimum: -1,
    description: 'Revision of its stream: it only rises; -1: it has none yet, as a hit never has',
  }),
  attempt: Type.Integer({ minimum: 0 }),
  workerId: Nullable(Type.String({ description: 'Who renders it, or has rendered it' })),
  updatedAt: Timestamp,
})
export type ChunkView = Static<typeof ChunkView>

/** The chunks of the newest plan of a render; none while it has none, or is made in one piece. */
export const RenderChunks = Strict({
  renderId: Uuid,
  planId: Nullable(Type.Integer({ minimum: 0, description: 'It is higher with each plan of the render' })),
  chunks: Type.Array(ChunkView),
})
export type RenderChunks = Static<typeof RenderChunks>
