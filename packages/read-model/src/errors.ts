/** Postgres did not answer, or could not: the same call may succeed later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
  readonly code = 'DATABASE_UNAVAILABLE'
}

/** Somebody else has moved this follower's checkpoint: roll back, another one is following. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved'
  readonly code = 'CHECKPOINT_MOVED'
  readonly follower: string

  constructor(follower: string, from: string | null) {
    super(`the checkpoint of ${follower} is no longer at ${from ?? 'the beginning'}`)
    this.follower = follower
  }
}

/** A cursor that no list of ours has handed out. */
export class CursorInvalid extends Error {
  override readonly name = 'CursorInvalid'
  readonly code = 'CURSOR_INVALID'
}

/**
 * SQLSTATE classes of a server that is away, going away, overloaded or not writable just now. Everything else Postgres
 * answers (a constraint, a missing column) is a bug of ours and stays what it is.
 */
const passingClasses = new Set(['08', '40', '53', '55', '57', '58'])
const readOnlyTransaction = '25006'
const idleInTransactionTimeout = '25P03'

const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
])

/** The client reports a connection that is lost by these words alone, without a code. */
const lostConnection =
  /^(connection terminated|connection ended|connection error|timeout exceeded when trying to connect|timeout expired|query read timeout|client has encountered a connection error|client was closed)/i

/** The fault behind an error of the database client, or null when it is something else: a bug, or not the database's. */
export function databaseFault(error: unknown): DatabaseUnavailable | null {
  if (error instanceof DatabaseUnavailable) return error
  if (!(error instanceof Error)) return null
  return isPassing(error) ? new DatabaseUnavailable(`Postgres is unavailable: ${error.message}`, { cause: error }) : null
}

function isPassing(error: Error): boolean {
  if (error instanceof AggregateError && error.errors.some((inner) => inner instanceof Error && isPassing(inner))) {
    return true
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (socketCodes.has(code)) return true
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return passingClasses.has(code.slice(0, 2)) || code === readOnlyTransaction || code === idleInTransactionTimeout
  }
  return lostConnection.test(error.message)
}
