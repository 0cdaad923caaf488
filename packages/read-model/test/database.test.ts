import assert from 'node:assert/strict'
import { test, type Test } from 'tap'
import { sql } from 'kysely'
import { DatabaseUnavailable, dispatcherLock, openDatabase, openSession } from '@framewright/read-model'
import { eventually } from '../../../test/support/eventually.ts'
import { startPostgresServer, withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { renderRow, save, withReadModel } from './rows.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'

const limits = { statementTimeoutMs: 300, answerTimeoutMs: 600, idleInTransactionTimeoutMs: 5_000 }

async function throughProxy(t: Test) {
  const { url } = await withDatabase(t)
  const direct = new URL(url)
  const proxy = await startTcpProxy(Number(direct.port))
  direct.port = String(proxy.port)
  t.teardown(() => proxy.close())
  return { proxy, url: direct.toString() }
}

test('while its server is away every query fails as unavailable, and afterwards the same pool goes on', async (t) => {
  const server = await startPostgresServer()
  t.teardown(() => server.remove())
  const db = openDatabase({ url: server.url, maxConnections: 3, log: quietLog })
  t.teardown(() => db.close())
  await Promise.all([db.ping(), db.ping(), db.ping()])
  const begun = db.kysely.transaction().execute(async (tx) => {
    await sql`select 1`.execute(tx)
    // While nothing is asked of it, the connection is lost with nobody waiting for an answer.
    await server.kill()
    return sql`select 1`.execute(tx)
  })
  await t.rejects(begun, DatabaseUnavailable)
  await t.rejects(db.ping(), DatabaseUnavailable)
  await t.rejects(db.query('select 1'), { code: 'DATABASE_UNAVAILABLE' })
  await t.rejects(sql`select 1`.execute(db.kysely), DatabaseUnavailable)
  await t.rejects(
    db.kysely.transaction().execute((tx) => sql`select 1`.execute(tx)),
    DatabaseUnavailable,
  )
  await server.start()
  await eventually(() => db.ping())
  t.strictSame(await db.query('select 1 as one'), [{ one: 1 }])
})

test('a mistake of ours is not taken for an outage', async (t) => {
  const db = await withReadModel(t)
  await t.rejects(db.query('select no_such_column'), { code: '42703' })
  await t.rejects(save(db, renderRow({ version: -1 })), { code: '23514' })
  await t.rejects(db.query('select 9007199254740993::bigint'), /does not fit/)
})

test('a statement that takes too long is given up by the server', async (t) => {
  const { url } = await withDatabase(t)
  const db = openDatabase({ url, maxConnections: 1, log: quietLog, limits })
  t.teardown(() => db.close())
  await t.rejects(db.query('select pg_sleep(30)'), DatabaseUnavailable)
  await db.ping()
})

test('a connection behind a black hole is dropped, and the pool makes another', async (t) => {
  const { proxy, url } = await throughProxy(t)
  const db = openDatabase({ url, maxConnections: 1, log: quietLog, limits })
  t.teardown(() => db.close())
  await db.ping()
  proxy.swallow(true)
  const transaction = db.kysely.transaction().execute((tx) => sql`select 1`.execute(tx))
  await t.rejects(transaction, DatabaseUnavailable)
  proxy.swallow(false)
  t.strictSame((await sql`select 1 as one`.execute(db.kysely)).rows, [{ one: 1 }])
})

test('closing twice is closing once', async (t) => {
  const { url } = await withDatabase(t)
  const db = openDatabase({ url, maxConnections: 1, log: quietLog })
  await db.ping()
  await Promise.all([db.close(), db.close()])
  await db.close()
})

test('the lock of a session is one session’s at a time, until that one is closed', async (t) => {
  const { url } = await withDatabase(t)
  const first = await openSession({ url, log: quietLog })
  const second = await openSession({ url, log: quietLog })
  t.teardown(() => Promise.all([first.close(), second.close()]))
  t.equal(await first.tryLock(dispatcherLock), true)
  t.equal(await second.tryLock(dispatcherLock), false)
  await first.close()
  await eventually(async () => assert.equal(await second.tryLock(dispatcherLock), true))
})

test('transactions of a session run one after the other on its one connection', async (t) => {
  const { url } = await withDatabase(t)
  const session = await openSession({ url, log: quietLog })
  t.teardown(() => session.close())
  const order: string[] = []
  const pids = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      session.kysely.transaction().execute(async (tx) => {
        order.push(`${name} begins`)
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
        order.push(`${name} ends`)
        return rows[0]?.pid
      }),
    ),
  )
  t.equal(new Set(pids).size, 1)
  t.strictSame(order, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('a session says at once that its connection was ended, and never makes another', async (t) => {
  const db = await withReadModel(t)
  const session = await openSession({ url: db.url, log: quietLog, applicationName: 'doomed' })
  t.teardown(() => session.close())
  await db.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'doomed' and datname = current_database()`)
  await eventually(() => assert.equal(session.lost.aborted, true))
  await t.rejects(session.tryLock(dispatcherLock), DatabaseUnavailable)
})

test('a session notices a black hole, idle or in the middle of a transaction', async (t) => {
  for (const busy of [false, true]) {
    const { proxy, url } = await throughProxy(t)
    const session = await openSession({ url, log: quietLog, limits })
    t.teardown(() => session.close())
    await session.tryLock(dispatcherLock)
    proxy.swallow(true)
    if (busy) {
      const transaction = session.kysely.transaction().execute((tx) => sql`select 1`.execute(tx))
      await t.rejects(transaction, DatabaseUnavailable)
    }
    await eventually(() => assert.equal(session.lost.aborted, true), { withinMs: busy ? 1_000 : 9_000 })
  }
})
