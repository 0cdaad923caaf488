import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { test, type Test } from 'tap'
import { newEvent } from '../../../test/support/event-store.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { runSql, startPostgresServer, withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { openEventStore } from '../src/open.ts'
import { appendLock, appendedChannel } from '../src/postgres-tables.ts'

const newStream = () => `render-${randomUUID()}`
const unavailable = { code: 'EVENT_STORE_UNAVAILABLE' }

async function open(t: Test, url: string, timeoutMs = 20_000) {
  const store = await openEventStore({ url, timeoutMs, log: quietLog })
  t.teardown(() => store.close())
  return store
}

async function withStore(t: Test, timeoutMs?: number) {
  const { url } = await withDatabase(t, { empty: true })
  return { url, store: await open(t, url, timeoutMs) }
}

/** A connection of the test's own. */
async function withClient(t: Test, url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  t.teardown(() => client.end())
  return client
}

test('positions count every event, from 1 and without a gap, whatever is refused in between', async (t) => {
  const { url, store } = await withStore(t)
  const other = await open(t, url)
  const taken = newStream()
  await store.append(taken, 'no_stream', [newEvent('A', {})])
  await Promise.allSettled(
    Array.from({ length: 60 }, (_, n) =>
      (n % 2 === 0 ? store : other).append(n % 3 === 0 ? taken : newStream(), 'no_stream', [
        newEvent('A', {}),
        newEvent('B', {}),
      ]),
    ),
  )
  const rows = await runSql<{ position: string }>(
    url,
    'select position from event_store.event order by position',
  )
  t.strictSame(
    rows.map(({ position }) => Number(position)),
    rows.map((_, n) => n + 1),
  )
  t.equal(rows.length, 81)
})

test('nothing is read before the lock is held: an append waits for one that has not committed, and sees it', async (t) => {
  const { url, store } = await withStore(t)
  const stream = newStream()
  const client = await withClient(t, url)
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock($1)', [appendLock])
  await client.query(
    `insert into event_store.event (position, stream, revision, event_id, type, data, metadata)
     values (1, $1, 0, $2, 'A', '{}', '{}')`,
    [stream, randomUUID()],
  )
  const appends = Promise.allSettled([
    store.append(stream, 'no_stream', [newEvent('Late', {})]),
    store.append(stream, 0n, [newEvent('B', {})]),
  ])
  await eventually(async () => {
    const waiting = await runSql(url, `select 1 from pg_locks where locktype = 'advisory' and not granted`)
    assert.equal(waiting.length, 1)
  })
  await client.query('commit')
  t.match(await appends, [
    { status: 'rejected', reason: { code: 'STREAM_CONFLICT' } },
    { status: 'fulfilled', value: { revision: 1n } },
  ])
})

test('a database whose transactions are serializable by default makes no difference', async (t) => {
  const { url } = await withDatabase(t, { empty: true })
  const database = new URL(url).pathname.slice(1)
  await runSql(url, `alter database ${database} set default_transaction_isolation = 'serializable'`)
  const stores = await Promise.all([open(t, url), open(t, url), open(t, url)])
  const stream = newStream()
  await stores[0].append(stream, 'no_stream', [newEvent('A', {})])
  for (let revision = 0n; revision < 5n; revision += 1n) {
    const outcomes = await Promise.allSettled(
      stores.map((store) => store.append(stream, revision, [newEvent('B', {})])),
    )
    const codes = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? 'stored' : (outcome.reason as { code: string }).code,
    )
    t.strictSame(codes.sort(), ['STREAM_CONFLICT', 'STREAM_CONFLICT', 'stored'])
  }
})

test('appends that arrive together share transactions', async (t) => {
  const { url, store } = await withStore(t)
  const client = await withClient(t, url)
  let transactions = 0
  client.on('notification', () => (transactions += 1))
  await client.query(`listen ${appendedChannel}`)
  await Promise.all(
    Array.from({ length: 200 }, () => store.append(newStream(), 'no_stream', [newEvent('A', {})])),
  )
  await eventually(async () => {
    await client.query('select 1')
    assert(transactions > 0)
  })
  t.ok(transactions <= 5, `${transactions} transactions`)
  t.strictSame(await runSql(url, 'select count(*)::int from event_store.event'), [{ count: 200 }])
})

test('of one transaction each append has its own verdict', async (t) => {
  const { store } = await withStore(t)
  const [taken, fresh, repeated] = [newStream(), newStream(), newStream()]
  const [known, again] = [newEvent('A', {}), [newEvent('A', {})]]
  await store.append(taken, 'no_stream', [known])
  await store.append(repeated, 'no_stream', again)
  const outcomes = await Promise.allSettled([
    store.append(fresh, 'no_stream', [newEvent('A', {})]),
    store.append(taken, 'no_stream', [newEvent('A', {})]),
    store.append(newStream(), 'no_stream', [known]),
    store.append(repeated, 'no_stream', again),
    store.append(fresh, 0n, [newEvent('B', {}), newEvent('C', {})]),
    store.append(fresh, 0n, [newEvent('X', {})]),
  ])
  t.match(outcomes, [
    { value: { revision: 0n } },
    { reason: { code: 'STREAM_CONFLICT', stream: taken } },
    { reason: { code: 'EVENT_REJECTED', message: new RegExp(known.id) } },
    { value: { revision: 0n } },
    { value: { revision: 2n } },
    { reason: { code: 'STREAM_CONFLICT', stream: fresh } },
  ])
})

test('a writer that hears nothing of its append any more holds nobody up, and has stored it', async (t) => {
  const { url, store } = await withStore(t)
  const link = await startTcpProxy(Number(new URL(url).port))
  t.teardown(() => link.close())
  const cutOff = await open(t, url.replace(/:\d+\//, `:${link.port}/`), 3_000)
  const stream = newStream()
  await cutOff.append(stream, 'no_stream', [newEvent('A', {})])

  const client = await withClient(t, url)
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock($1)', [appendLock])
  const unheard = t.rejects(cutOff.append(stream, 0n, [newEvent('B', {})]), unavailable)
  await eventually(async () => {
    const waiting = await runSql(url, `select 1 from pg_locks where locktype = 'advisory' and not granted`)
    assert.equal(waiting.length, 1)
  })
  link.hold('to client')
  await client.query('commit')
  await store.append(stream, 1n, [newEvent('C', {})])
  await unheard
  t.match(await store.readStream(stream), [{ type: 'A' }, { type: 'B' }, { type: 'C' }])
  link.release()
})

test('whatever a text holds, it is stored as it is, however the server reads literals', async (t) => {
  const { url } = await withDatabase(t, { empty: true })
  const database = new URL(url).pathname.slice(1)
  const awkward = [
    ...[`'`, `''`, '"', `\\`, `\\'`, `\\"`, '{', '}', '{}', ',', 'NULL', '$1', '$$', '--', '/*', ';'],
    ...[`'; drop table event_store.event; --`, 'é😀', '\u0000\n\t\u2028', '\\u0000', `E'\\\\x27'`, ''],
  ]
  for (const standard of ['on', 'off']) {
    await runSql(url, `alter database ${database} set standard_conforming_strings = ${standard}`)
    const store = await open(t, url)
    const stream = `render-'"\\{},\u2028${standard}`
    const events = awkward.map((text) =>
      newEvent(`A${text.replace(/\p{Cc}/gu, '')}`, { text, [text]: [text] }),
    )
    t.strictSame(await store.append(stream, 'no_stream', events), { revision: BigInt(events.length) - 1n })
    t.strictSame(
      (await store.readStream(stream)).map(({ id, type, data, metadata }) => ({ id, type, data, metadata })),
      events,
    )
  }
})

test('a writer that falls silent with the lock in its hand stops the others for a while, not for ever', async (t) => {
  const { url, store } = await withStore(t, 1_500)
  const client = await withClient(t, url)
  client.on('error', () => null)
  // As a store of this package does to itself.
  await client.query('set idle_in_transaction_session_timeout = 2000')
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock($1)', [appendLock])
  const [stream, events] = [newStream(), [newEvent('A', {})]]
  await t.rejects(store.append(stream, 'no_stream', events), unavailable)
  t.strictSame(await eventually(() => store.append(stream, 'no_stream', events)), { revision: 0n })
})

test('a role that may append and read, and nothing more, is enough', async (t) => {
  const { url, store } = await withStore(t)
  const role = `worker_${randomUUID().slice(0, 8)}`
  await runSql(
    url,
    `create role ${role} login;
     grant usage on schema event_store to ${role};
     grant select, insert on event_store.event to ${role}`,
  )
  t.teardown(() => runSql(url, `drop owned by ${role}; drop role ${role}`))
  const asRole = new URL(url)
  asRole.username = role
  const worker = await open(t, asRole.toString())
  const stream = newStream()
  await worker.append(stream, 'no_stream', [newEvent('A', {})])
  t.equal((await store.readStream(stream)).length, 1)
  t.equal((await worker.readStream(stream)).length, 1)
  await t.rejects(runSql(asRole.toString(), 'delete from event_store.event'), { code: '42501' })
  await t.rejects(runSql(asRole.toString(), `update event_store.event set type = 'B'`), { code: '42501' })
})

test('a server that is killed under idle and busy connections leaves the process alive and the store well', async (t) => {
  const server = await startPostgresServer()
  t.teardown(() => server.remove())
  const store = await open(t, server.url)
  await Promise.all(Array.from({ length: 8 }, () => store.readStream(newStream())))
  const busy = Promise.allSettled(
    Array.from({ length: 30 }, (_, n) =>
      n % 2 === 0
        ? store.append(newStream(), 'no_stream', [newEvent('A', {})])
        : store.readStream(newStream()),
    ),
  )
  await server.kill()
  for (const outcome of await busy) {
    if (outcome.status === 'rejected') t.match(outcome.reason, unavailable)
  }
  // A backend of the killed server lives on until it notices.
  await eventually(() => assert.rejects(store.ping(), unavailable))
  await server.start()
  await eventually(() => store.append(newStream(), 'no_stream', [newEvent('A', {})]))
})

test('a store that does not answer is not opened, and the address of none is refused', async (t) => {
  const url = `postgres://postgres@127.0.0.1:${await freePort()}/postgres`
  await t.rejects(openEventStore({ url, log: quietLog }), unavailable)
  await t.rejects(openEventStore({ url: 'mysql://127.0.0.1/x', log: quietLog }), /begins with esdb/)
  await t.rejects(openEventStore({ url: 'nothing', log: quietLog }), /begins with esdb/)
})
