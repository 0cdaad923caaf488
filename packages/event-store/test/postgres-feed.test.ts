import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type Test } from 'tap'
import { newEvent } from '../../../test/support/event-store.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { runSql, withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import type { EventStore, FeedItem } from '../src/event-store.ts'
import type { Log } from '../src/log.ts'
import { openEventStore } from '../src/open.ts'

const newStream = () => `render-${randomUUID()}`

/** A store behind a link that can be cut and swallowed, and the way around it. */
async function withStore(t: Test, timeoutMs = 20_000, log: Log = quietLog) {
  const { url } = await withDatabase(t, { empty: true })
  const through = new URL(url)
  const link = await startTcpProxy(Number(through.port))
  t.teardown(() => link.close())
  through.port = String(link.port)
  const store = await openEventStore({ url: through.toString(), timeoutMs, log })
  t.teardown(() => store.close())
  const direct = await openEventStore({ url, log: quietLog })
  t.teardown(() => direct.close())
  return { url, link, store, direct }
}

const append = (store: EventStore, count = 1) =>
  store.append(
    newStream(),
    'no_stream',
    Array.from({ length: count }, () => newEvent('A', {})),
  )

/** Follows in the background: what has come so far. */
function follow(t: Test, store: EventStore, from: string | null = null) {
  const aborting = new AbortController()
  const items: FeedItem[] = []
  const following = (async () => {
    for await (const item of store.subscribe({ from, prefixes: ['render-'], signal: aborting.signal }))
      items.push(item)
  })()
  t.teardown(() => {
    aborting.abort()
    return following
  })
  const seen = (kind: FeedItem['kind'], count: number) =>
    eventually(() => assert.equal(items.filter((item) => item.kind === kind).length, count), {
      withinMs: 30_000,
      everyMs: 5,
    })
  return { items, seen, following }
}

const listeners = (url: string) =>
  runSql<{ pid: number }>(
    url,
    `select pid from pg_stat_activity
     where datname = current_database() and application_name = 'framewright-events-listen'`,
  )

test('a follower is woken by an append, well before it would have looked by itself', async (t) => {
  const { store, direct } = await withStore(t)
  const { seen } = follow(t, store)
  await seen('live', 1)
  // It looks by itself once a second: of five that are told at once not one would take a second, and hardly all do by chance.
  const delays: number[] = []
  for (let n = 1; n <= 5; n += 1) {
    const since = performance.now()
    await append(direct)
    await seen('event', n)
    delays.push(performance.now() - since)
  }
  t.ok(Math.min(...delays) < 250, `${delays.map(Math.round).join(', ')} ms`)
})

test('when nobody is told, followers look by themselves', async (t) => {
  const { url, store } = await withStore(t)
  const { seen } = follow(t, store)
  await seen('live', 1)
  // As an append is stored, but without its notification.
  await runSql(
    url,
    `insert into event_store.event (position, stream, revision, event_id, type, data, metadata)
     values (1, $1, 0, $2, 'A', '{}', '{}')`,
    [newStream(), randomUUID()],
  )
  await seen('event', 1)
})

test('a LISTEN that the server ends is made anew, and what was appended meanwhile is told', async (t) => {
  const { url, store, direct } = await withStore(t)
  const { seen } = follow(t, store)
  await seen('live', 1)
  const [listener] = await eventually(async () => {
    const found = await listeners(url)
    assert.equal(found.length, 1)
    return found
  })
  await runSql(url, 'select pg_terminate_backend($1)', [listener!.pid])
  await append(direct)
  await seen('event', 1)
  await eventually(async () => {
    const [again] = await listeners(url)
    assert(again !== undefined && again.pid !== listener!.pid)
  })
  await append(direct)
  await seen('event', 2)
})

test('a LISTEN behind a black hole is given up and made anew', async (t) => {
  const warnings: string[] = []
  const log = { ...quietLog, warn: (_fields: object, message: string) => void warnings.push(message) }
  const { url, link, store, direct } = await withStore(t, 1_500, log)
  const { seen } = follow(t, store)
  await seen('live', 1)
  const [before] = await eventually(async () => {
    const found = await listeners(url)
    assert.equal(found.length, 1)
    return found
  })
  link.swallow(true)
  await append(direct)
  // Nothing is ever sent on it: it asks now and then, and waits for the answer as long as for any other.
  await eventually(() => assert(warnings.some((message) => message.includes('LISTEN'))), { withinMs: 30_000 })
  link.swallow(false)
  await seen('event', 1)
  await eventually(
    async () => {
      const pids = (await listeners(url)).map(({ pid }) => pid)
      assert(pids.some((pid) => pid !== before!.pid))
    },
    { withinMs: 30_000 },
  )
})

test('a follower that is cut off from a busy store goes on without a gap', async (t) => {
  const { link, store, direct } = await withStore(t)
  const { items, seen } = follow(t, store)
  for (let round = 0; round < 4; round += 1) {
    await append(direct, 10)
    if (round % 2 === 0) await link.cut()
    await append(direct, 10)
    if (round % 2 === 0) await link.mend()
  }
  await seen('event', 80)
  t.strictSame(
    items.flatMap((item) => (item.kind === 'event' ? [Number(item.event.position)] : [])),
    Array.from({ length: 80 }, (_, n) => n + 1),
  )
})

test('a store that was set back is found out, by whoever was ahead of it', async (t) => {
  const { url, store } = await withStore(t)
  await append(store, 10)
  await runSql(url, 'delete from event_store.event where position > 5')
  const following = (async () => {
    const signal = AbortSignal.timeout(20_000)
    for await (const item of store.subscribe({ from: '10', prefixes: ['render-'], signal }))
      t.fail(`told of ${item.kind}`)
  })()
  await t.rejects(following, { code: 'POSITION_INVALID', position: '10' })
})

test('a store of many pages is told page by page, and live only at its end', async (t) => {
  const { store } = await withStore(t)
  for (let n = 0; n < 6; n += 1) await append(store, 200)
  const { items, seen } = follow(t, store)
  await seen('live', 1)
  t.strictSame(
    items.flatMap((item) => (item.kind === 'event' ? [Number(item.event.position)] : [])),
    Array.from({ length: 1200 }, (_, n) => n + 1),
  )
  t.equal(items.at(-1)?.kind, 'live')
})

test('two followers of one store share one LISTEN, and closing ends it', async (t) => {
  const { url, store } = await withStore(t)
  const followers = [follow(t, store), follow(t, store)]
  for (const { seen } of followers) await seen('live', 1)
  await eventually(async () => assert.equal((await listeners(url)).length, 1))
  await append(store)
  for (const { seen } of followers) await seen('event', 1)
  await store.close()
  for (const { following } of followers) await following
  await eventually(async () => assert.equal((await listeners(url)).length, 0))
})
