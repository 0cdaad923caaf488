export { EventRejected, EventStoreUnavailable, StreamConflict } from './errors.ts'
export type { EventStore, ExpectedRevision, FeedItem, NewEvent, StoredEvent } from './event-store.ts'
export { appendDecision, type Decision } from './append-decision.ts'
export { openEventStore } from './open.ts'
