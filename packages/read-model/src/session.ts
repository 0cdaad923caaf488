import { Kysely, PostgresDialect, sql, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { connectionConfig, type Limits, type Log } from './connection.ts'
import { DatabaseUnavailable, isAnswerTimeout, orFault } from './errors.ts'
import type { Tables } from './tables.ts'

/** One connection, for what belongs to a connection: a session lock and the transactions that rely on it. */
export interface Session {
  /** All its queries and transactions run on this one connection, one after the other. */
  readonly kysely: Kysely<Tables>
  /** Aborted, with the reason, once the connection is lost. There is no second one: open a new session. */
  readonly lost: AbortSignal
  /** Takes an advisory lock for as long as the connection lives; false when somebody else holds it. */
  tryLock(key: number): Promise<boolean>
  close(): Promise<void>
}

export interface SessionOptions {
  readonly url: string
  readonly log: Log
  readonly applicationName?: string
  readonly limits?: Limits
}

/**
 * The server gives a silent peer up after 15 s, and with it the locks of its session: one whose machine is gone, because its
 * TCP does not answer; one that is stopped, or behind something that answers for it, because nothing is asked (PostgreSQL 14
 * and newer). This side gives up earlier, whatever it is waiting for, so that no two believe that they hold the lock.
 */
const serverGivesUp = [
  ...['tcp_keepalives_idle=5', 'tcp_keepalives_interval=2', 'tcp_keepalives_count=5'],
  ...['tcp_user_timeout=15000', 'idle_session_timeout=15000'],
]
const sessionLimits: Limits = {
  statementTimeoutMs: 10_000,
  answerTimeoutMs: 12_000,
  idleInTransactionTimeoutMs: 15_000,
}
const beatMs = 2_000
const beatAnswerTimeoutMs = 5_000

export async function openSession(options: SessionOptions): Promise<Session> {
  const { url, log, applicationName = 'framewright-session', limits = sessionLimits } = options
  const client = new pg.Client({
    ...connectionConfig(url, applicationName, limits),
    keepAliveInitialDelayMillis: 5_000,
    options: serverGivesUp.map((setting) => `-c ${setting}`).join(' '),
  })
  const lost = new AbortController()
  let closing = false
  const lose = (error: Error) => {
    if (closing || lost.signal.aborted) return
    log.warn({ err: error }, 'a Postgres session was lost')
    lost.abort(error)
    client
      .end()
      .catch((reason: unknown) => log.debug({ err: reason }, 'the lost session did not end cleanly'))
  }
  client.on('error', lose)
  client.on('end', () => lose(new Error('Connection terminated')))
  await orFault(client.connect())

  const turns = takeTurns()
  const query = async (text: string, values: readonly unknown[]) => {
    if (lost.signal.aborted) throw sessionLost(lost.signal.reason)
    try {
      return await orFault(client.query(text, [...values]))
    } catch (error: unknown) {
      if (isAnswerTimeout(error)) lose(error)
      throw error
    }
  }
  const borrow = async (): Promise<PostgresPoolClient> => ({
    query: query as unknown as PostgresPoolClient['query'],
    release: await turns.next(),
  })
  const pool: PostgresPool = { options: {}, connect: borrow, end: () => Promise.resolve() }

  // TCP alone notices a black hole after minutes. Between transactions the session asks for a sign of life itself.
  const beatQuery = {
    text: 'select 1',
    query_timeout: Math.min(limits.answerTimeoutMs || beatAnswerTimeoutMs, beatAnswerTimeoutMs),
  }
  let beating = false
  const beat = setInterval(() => {
    if (lost.signal.aborted) return clearInterval(beat)
    if (beating || turns.busy()) return
    beating = true
    turns
      .next()
      .then((release) => client.query(beatQuery).finally(release))
      .catch((error: unknown) => lose(error instanceof Error ? error : new Error(String(error))))
      .finally(() => (beating = false))
  }, beatMs)

  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    kysely,
    lost: lost.signal,
    tryLock: async (key) => {
      const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${key}) as taken`.execute(
        kysely,
      )
      return rows[0]?.taken === true
    },
    close: async () => {
      if (closing) return
      closing = true
      clearInterval(beat)
      // A lost one was ended when it was lost, and its server may never say so.
      if (!lost.signal.aborted) await client.end()
    },
  }
}

const sessionLost = (cause: unknown) => new DatabaseUnavailable('the Postgres session was lost', { cause })

/** First come, first served; who has the turn calls the function it was given when it is done. */
function takeTurns() {
  let last: Promise<void> = Promise.resolve()
  let waiting = 0
  return {
    busy: () => waiting > 0,
    next: async (): Promise<() => void> => {
      waiting += 1
      const before = last
      let done = () => {}
      last = new Promise((resolve) => {
        done = () => {
          waiting -= 1
          resolve()
        }
      })
      await before
      return done
    },
  }
}
