import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { connectionConfig, type Limits, type Log } from './connection.ts'
import { isAnswerTimeout, orFault } from './errors.ts'
import type { Tables } from './tables.ts'

/** The pool's query builder, or a transaction: for what must run inside its caller's transaction. */
export type Queryable = Kysely<Tables>

export interface Database {
  readonly url: string
  readonly log: Log
  readonly kysely: Queryable
  /** Plain SQL, for what is not a query on our tables. Like every query here it throws DatabaseUnavailable. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Answers when Postgres does. */
  ping(): Promise<void>
  /** Waits for the connections that are in use, then closes them all. A second call does nothing. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly url: string
  readonly maxConnections: number
  readonly log: Log
  readonly applicationName?: string
  readonly limits?: Limits
}

/** Opens a pool; connections are made when they are needed, so this succeeds while Postgres is still starting. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, maxConnections, log, applicationName = 'framewright', limits } = options
  const pool = new pg.Pool({
    ...connectionConfig(url, applicationName, limits),
    max: maxConnections,
    idleTimeoutMillis: 60_000,
    // A connection that outlives a failover would go on talking to the old server.
    maxLifetimeSeconds: 1_800,
  })
  // Without listeners the process dies with the server: an idle connection tells the pool, one that is lent only itself.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle Postgres connection was lost'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ err: error }, 'a Postgres connection was lost'))
  })
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: impatient(pool) }) })
  let closing: Promise<void> | null = null
  return {
    url,
    log,
    kysely,
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await orFault(pool.query<Row>(text, [...values]))).rows,
    ping: async () => {
      await orFault(pool.query('select 1'))
    },
    close: () => (closing ??= pool.end()),
  }
}

/**
 * The pool as Kysely sees it. A connection that did not answer in time is dropped, not handed to the next caller: behind
 * a black hole every query on it would wait its full time again.
 */
function impatient(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => impatientClient(await orFault(pool.connect())),
  }
}

function impatientClient(client: pg.PoolClient): PostgresPoolClient {
  let lost: Error | null = null
  const query = async (text: string, values: readonly unknown[]) => {
    if (lost !== null) throw lost
    try {
      return await orFault(client.query(text, [...values]))
    } catch (error: unknown) {
      if (isAnswerTimeout(error)) lost = error
      throw error
    }
  }
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy === true || lost !== null),
  }
}
