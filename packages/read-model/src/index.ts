export { dispatcherLock, sweeperLock } from './advisory-locks.ts'
export { getAsset, getAssets, loadAssets, saveAssets, toAssetFacts, toAssetView } from './assets.ts'
export {
  ageStepMs,
  clearBacklog,
  commitLazily,
  getBacklogLoad,
  loadBacklog,
  loadDue,
  loadHolders,
  loadReleased,
  markReleased,
  nextDueAt,
  removeBacklog,
  saveBacklog,
  sumReleased,
  type UnderWay,
  type BacklogLoad,
  type DueRow,
} from './backlog.ts'
export {
  addFoundChunks,
  forgetChunk,
  getCacheSize,
  hasListedChunks,
  leastRecentlyUsed,
  markListed,
  notListed,
  noteChunkUse,
  saveCachedChunks,
  type CachedChunk,
  type CacheSize,
} from './cached-chunks.ts'
export {
  assetChangedChannel,
  chunksChangedChannel,
  openChangeFeed,
  renderChangedChannel,
  type AssetChange,
  type ChunksChange,
  type ChangeFeed,
  type RenderChange,
} from './change-feed.ts'
export { advanceCheckpoint, moveCheckpoint, readCheckpoint } from './checkpoints.ts'
export type { Log } from './connection.ts'
export { openDatabase, type Database, type DatabaseOptions, type Queryable } from './database.ts'
export { CheckpointMoved, CursorInvalid, DatabaseUnavailable } from './errors.ts'
export { keptBytes, oldestKept, type KeptOutputs } from './kept-outputs.ts'
export { knownUntil } from './known-until.ts'
export { listAssets, type AssetFilter, type AssetPage } from './list-assets.ts'
export { listFailures, type FailureFilter, type FailurePage } from './list-failures.ts'
export { listRenders, type RenderFilter, type RenderPage } from './list-renders.ts'
export { openLockedSession, type LockOptions } from './locked-session.ts'
export { migrate } from './migrate.ts'
export { getRenderMetrics, type MetricsOptions, type RenderMetrics, type Spread } from './render-metrics.ts'
export {
  getRenderLine,
  getRenderQueue,
  type ClassLoad,
  type LaneLoad,
  type QueuedRender,
  type QueueOptions,
  type RenderQueue,
} from './render-queue.ts'
export {
  getRenderChunks,
  loadChunks,
  removeChunks,
  saveChunks,
  type ChunkKey,
  type PlannedChunks,
} from './render-chunks.ts'
export { readRelayState, saveRelayState, type RelayState } from './relay-state.ts'
export { getRenderSpeed, type SpeedOptions } from './render-speed.ts'
export { hrefOf, toRenderView } from './render-view.ts'
export { getRender, getRenders, loadRenders, saveRenders, type RenderKey } from './renders.ts'
export { replaceRows } from './replace-rows.ts'
export { openSession, type Session, type SessionOptions } from './session.ts'
export { spendSocketTicket, type SpentTicket } from './socket-tickets.ts'
export type {
  AssetRow,
  BacklogRow,
  CachedChunkRow,
  ChunkRow,
  NotedGroup,
  RelayStateRow,
  RenderFailure,
  RenderRow,
  Tables,
} from './tables.ts'
export { waitForAsset, waitForVersion } from './wait-for-version.ts'
export { getWorkSpeed, type WorkSpeed } from './work-speed.ts'
