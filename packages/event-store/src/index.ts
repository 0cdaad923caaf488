export {
  appendDecision,
  type AppendedEvent,
  type DecidedEvent,
  type Decision,
  type DecisionRequest,
} from './append-decision.ts'
export { EventRejected, EventStoreUnavailable, PositionInvalid, StreamConflict } from './errors.ts'
export type { EventStore, ExpectedRevision, FeedItem, NewEvent, StoredEvent } from './event-store.ts'
export { inBatches } from './in-batches.ts'
export type { Log } from './log.ts'
export { openEventStore, type EventStoreOptions } from './open.ts'
