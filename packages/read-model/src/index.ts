export { dispatcherLock } from './advisory-locks.ts'
export { advanceCheckpoint, readCheckpoint } from './checkpoints.ts'
export type { Log } from './connection.ts'
export { openDatabase, type Database, type DatabaseOptions } from './database.ts'
export { CheckpointMoved, CursorInvalid, databaseFault, DatabaseUnavailable } from './errors.ts'
export { migrate } from './migrate.ts'
export type {
  AssetRow,
  BacklogRow,
  RelayStateRow,
  RenderFailure,
  RenderRow,
  Tables,
} from './tables.ts'
