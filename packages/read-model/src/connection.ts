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

const getTypeParser = (oid: number, format?: 'text'): ((text: string) => unknown) =>
  oid === bigintType ? safeInteger : (pg.types.getTypeParser(oid, format) as (text: string) => unknown)

const types = { getTypeParser } as pg.CustomTypesConfig

export interface Limits {
  /** How long the server works on one statement before it gives up. */
  readonly statementTimeoutMs: number
  /** How long the client waits for an answer: longer than the server works, so that only a dead link runs into it. */
  readonly answerTimeoutMs: number
  /** How long a transaction may do nothing, before the server ends it and with it the locks it holds. */
  readonly idleInTransactionTimeoutMs: number
}

const usualLimits: Limits = {
  statementTimeoutMs: 15_000,
  answerTimeoutMs: 20_000,
  idleInTransactionTimeoutMs: 60_000,
}
/** For migrations and rebuilds: they take as long as the tables are large. */
export const noLimits: Limits = { statementTimeoutMs: 0, answerTimeoutMs: 0, idleInTransactionTimeoutMs: 0 }

const connectTimeoutMs = 5_000

export function connectionConfig(
  url: string,
  applicationName: string,
  limits: Limits = usualLimits,
): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: limits.statementTimeoutMs,
    query_timeout: limits.answerTimeoutMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  }
}
