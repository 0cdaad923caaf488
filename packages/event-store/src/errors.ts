/** The stream is not where the writer thought: read it again and decide anew. */
export class StreamConflict extends Error {
  override readonly name = 'StreamConflict'
  readonly code = 'STREAM_CONFLICT'
  readonly stream: string

  constructor(stream: string, options?: ErrorOptions) {
    super(`${stream} is not at the expected revision`, options)
    this.stream = stream
  }
}

/** The store did not answer, or could not. For an append the outcome is unknown: repeat the same append. */
export class EventStoreUnavailable extends Error {
  override readonly name = 'EventStoreUnavailable'
  readonly code = 'EVENT_STORE_UNAVAILABLE'
}

/** An event that no store would ever take: not JSON, too large, or an id that names another event. */
export class EventRejected extends Error {
  override readonly name = 'EventRejected'
  readonly code = 'EVENT_REJECTED'
}

/** A position that this store has never handed out: of another store, or of one that was wiped or set back since. */
export class PositionInvalid extends Error {
  override readonly name = 'PositionInvalid'
  readonly code = 'POSITION_INVALID'
  readonly position: string

  constructor(position: string, options?: ErrorOptions) {
    super(`this event store has no position ${JSON.stringify(position)}`, options)
    this.position = position
  }
}
