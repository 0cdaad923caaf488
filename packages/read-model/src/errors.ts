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

const answerTimeout = 'Query read timeout'

/** The client reports a connection that is lost by these words alone, without a code. */
const lostConnection =
  /^(connection terminated|connection ended|connection error|timeout exceeded when trying to connect|timeout expired|query read timeout|client has encountered a connection error|client was closed)/i

/** Passes the result on; a fault of the database becomes DatabaseUnavailable, any other error stays what it is. */
export async function orFault<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error: unknown) {
    if (!(error instanceof Error) || !isPassing(error)) throw error
    throw new DatabaseUnavailable(`Postgres is unavailable: ${error.message || error.name}`, { cause: error })
  }
}

/** No answer at all: the server gives up earlier, so it is the connection that is dead. */
export const isAnswerTimeout = (error: unknown): error is DatabaseUnavailable =>
  error instanceof DatabaseUnavailable &&
  error.cause instanceof Error &&
  error.cause.message === answerTimeout

function isPassing(error: Error): boolean {
  if (
    error instanceof AggregateError &&
    error.errors.some((inner) => inner instanceof Error && isPassing(inner))
  ) {
    return true
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (socketCodes.has(code)) return true
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return (
      passingClasses.has(code.slice(0, 2)) ||
      code === readOnlyTransaction ||
      code === idleInTransactionTimeout
    )
  }
  return lostConnection.test(error.message)
}
