import assert from 'node:assert/strict'
import pg from 'pg'

/** What this package needs of a logger. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

const bigintType = 20

/** Our bigints are counts and sizes; one beyond 2^53 is a bug, not something to round. */
function safeInteger(text: string): number {
  const value = Number(text)
  assert(Number.isSafeInteger(value), `${text} does not fit a JavaScript integer`)
  return value
}

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === bigintType ? safeInteger : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** How long the server works on one statement before it gives up. */
export const statementTimeoutMs = 15_000
/** How long the client waits for an answer; longer than the server's own limit, so that only a dead link runs into it. */
const answerTimeoutMs = 20_000
const connectTimeoutMs = 5_000
const idleInTransactionTimeoutMs = 60_000

export function connectionConfig(url: string, applicationName: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: answerTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  }
}

export const isAnswerTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout'
