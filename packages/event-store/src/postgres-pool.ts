import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { Log } from './log.ts'
import type { Tables } from './postgres-tables.ts'

export interface PoolOptions {
  readonly url: string
  readonly maxConnections: number
  readonly timeoutMs: number
  readonly log: Log
}

export interface Pool {
  readonly kysely: Kysely<Tables>
  /**
   * One transaction, read committed, in one message: statements without parameters, and what each of them gives. One that
   * fails undoes all. Killed half-way, we leave nothing open: the server goes on to the commit by itself.
   */
  transact<Row extends pg.QueryResultRow>(statements: readonly string[]): Promise<pg.QueryResult<Row>[]>
  /** Waits for the connections that are in use, then closes them all. */
  close(): Promise<void>
}

/** The server gives up on a statement a little before we give up on the server, and so frees its locks first. */
export function connectionConfig(url: string, name: string, timeoutMs: number): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: Math.ceil(timeoutMs * 0.9),
    query_timeout: timeoutMs,
    // The append lock is held by a transaction: a writer that falls silent in the middle must not stop the others.
    idle_in_transaction_session_timeout: timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  }
}

export function openPool({ url, maxConnections, timeoutMs, log }: PoolOptions): Pool {
  const pool = new pg.Pool({
    ...connectionConfig(url, 'framewright-events', timeoutMs),
    max: maxConnections,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: 1_800,
  })
  // Without listeners the process dies with the server: idle connections tell the pool, and one in use tells nobody but
  // itself, beside the query that fails (pg-pool takes its own listener off while a connection is lent).
  pool.on('error', (error) => log.debug({ err: error }, 'an idle Postgres connection was lost'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ err: error }, 'a Postgres connection was lost'))
  })
  return {
    kysely: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: impatient(pool) }) }),
    transact: async <Row extends pg.QueryResultRow>(statements: readonly string[]) => {
      const client = impatientClient(await pool.connect())
      try {
        return await inOneMessage<Row>(client, statements)
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}

async function inOneMessage<Row extends pg.QueryResultRow>(
  client: PostgresPoolClient,
  statements: readonly string[],
): Promise<pg.QueryResult<Row>[]> {
  const message = ['begin isolation level read committed', ...statements, 'commit'].join(';\n')
  try {
    // Of several statements pg gives a list, which its types do not tell.
    const results = (await client.query<Row>(message, [])) as unknown as pg.QueryResult<Row>[]
    return results.slice(1, -1)
  } catch (error: unknown) {
    if (error instanceof pg.DatabaseError) {
      // What the server refuses leaves its transaction open, if only to be undone.
      await client.query('rollback', []).catch(() => {
        // The connection is gone as well, and the transaction with it; it is not lent again.
      })
    }
    throw error
  }
}

/**
 * The pool as Kysely sees it. A connection that has not answered in time is dropped and not lent again: behind a black
 * hole each query on it would wait its full time.
 */
function impatient(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => impatientClient(await pool.connect()),
  }
}

function impatientClient(client: pg.PoolClient): PostgresPoolClient {
  let broken: Error | null = null
  const query = async (text: string, values: readonly unknown[]) => {
    if (broken !== null) throw broken
    try {
      return await client.query(text, [...values])
    } catch (error: unknown) {
      // An error that Postgres itself reports leaves the connection in order; any other is the connection's.
      if (!(error instanceof pg.DatabaseError))
        broken = error instanceof Error ? error : new Error(String(error))
      throw error
    }
  }
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy === true || broken !== null),
  }
}
