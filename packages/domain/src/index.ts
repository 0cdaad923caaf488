export { attemptBudget, type AttemptFailure, type Claims, type Holder } from './claims.ts'
export { evolveChunk, isChunkOpen, waitingChunk, type Chunk } from './chunk.ts'
export { decideChunk, type ChunkCommand } from './decide-chunk.ts'
export { decide, planBudget, type RenderCommand } from './decide.ts'
export { RenderRejected, type RejectionCode } from './rejection.ts'
export {
  absentRender,
  evolve,
  foldRender,
  isOpen,
  type CurrentPlan,
  type Render,
  type RenderStatus,
} from './render.ts'
export {
  assemblyItemId,
  assetStream,
  chunkItemId,
  chunkOf,
  chunkStream,
  chunkStreams,
  progressStream,
  renderIdOf,
  renderItemId,
  renderStream,
  streamPrefixes,
  type ChunkPlace,
} from './stream.ts'
export { upcast, type Upcasters } from './upcast.ts'
export { costOf } from './work-cost.ts'
