export { applyEvents, followedPrefixes } from './apply-events.ts'
export { chunkRowAfter, chunkRowsOf } from './chunk-rows.ts'
export { assetRowAfter } from './asset-rows.ts'
export { ProjectorConfig } from './config.ts'
export {
  createProjection,
  follower,
  type Phase,
  type ProjectedBatch,
  type Projection,
  type ProjectorOptions,
} from './projector.ts'
export { rebuildRows, type RebuildOptions } from './rebuild-rows.ts'
export { renderRowAfter, type Recorded } from './render-rows.ts'
export { startProjector, type Projector, type ProjectorDeps } from './start.ts'
