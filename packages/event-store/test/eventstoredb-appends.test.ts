import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type Test } from 'tap'
import { newEvent } from '../../../test/support/event-store.ts'
import { withEventStoreDBServer } from '../../../test/support/eventstoredb-server.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { EventStoreUnavailable, StreamConflict } from '../src/errors.ts'
import { openEventStoreDB } from '../src/eventstoredb.ts'

/** The traps of EventStoreDB's client that lie on the way of an append or a read. Most of them ended a process once. */
/** Of a store that is about to be left waiting, and no less than a busy machine needs for a call. */
const impatienceMs = 1_500
/** What every call is given up within, busy machine or not; the client's own limits begin at 20 s. */
const soonMs = 10_000

const open = (url: string, timeoutMs = impatienceMs) => openEventStoreDB({ url, timeoutMs, log: quietLog })

async function withStore(t: Test, url: string, timeoutMs = 20_000) {
  const store = await open(url, timeoutMs)
  t.teardown(() => store.close())
  return store
}

const newStream = () => `render-${randomUUID()}`
const unavailable = { code: 'EVENT_STORE_UNAVAILABLE' }

/** Every one of them is given up as unavailable, and soon. */
async function givenUp(calls: readonly Promise<unknown>[]): Promise<void> {
  const since = performance.now()
  for (const outcome of await Promise.allSettled(calls)) {
    assert.equal(outcome.status, 'rejected')
    assert.equal((outcome.reason as { code: string }).code, unavailable.code)
  }
  assert(performance.now() - since < soonMs)
}

test('appends take the plain path, one call each, and never the client’s shared stream', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url)
  await Promise.all(
    Array.from({ length: 10 }, () => store.append(newStream(), 'no_stream', [newEvent('A', {})])),
  )
  t.equal(server.calls('append'), 10)
  t.equal(server.calls('batchAppend'), 0)
  t.equal(
    server.calls('getSupportedMethods'),
    0,
    'nor is the server asked what it can do, which has no deadline',
  )
})

test('a conflict comes with an empty message from the client, and is a conflict all the same', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url)
  const stream = newStream()
  const conflict = await store.append(stream, 4n, [newEvent('A', {})]).catch((error: unknown) => error)
  t.ok(conflict instanceof StreamConflict)
  t.match(conflict, { stream, message: `${stream} is not at the expected revision`, cause: { message: '' } })
})

test('what cannot be stored never reaches the client', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url)
  for (const data of [undefined, 1n, () => 1]) {
    await t.rejects(store.append(newStream(), 'no_stream', [newEvent('A', data)]), { code: 'EVENT_REJECTED' })
  }
  await t.rejects(store.append(newStream(), -1n, [newEvent('A', {})]), { code: 'ERR_ASSERTION' })
  await t.rejects(store.append(newStream(), 'no_stream', []), { code: 'ERR_ASSERTION' })
  t.equal(server.calls('append'), 0)
})

test('an event that changes after it was handed over is stored as it was', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url)
  const [stream, data] = [newStream(), { steps: ['one'] as unknown[] }]
  const appending = store.append(stream, 'no_stream', [newEvent('A', data)])
  data.steps.push(1n)
  await appending
  t.strictSame((await store.readStream(stream))[0]?.data, { steps: ['one'] })
})

test('an append that is too large for the server is rejected for good', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url)
  server.log.limitAppends(1_000)
  await t.rejects(store.append(newStream(), 'no_stream', [newEvent('A', 'x'.repeat(2_000))]), {
    code: 'EVENT_REJECTED',
    cause: { type: 'maximum-append-size-exceeded' },
  })
})

test('a server that has frozen is given up after our own time, at every call', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url, impatienceMs)
  server.freeze()
  const calls = [
    store.append(newStream(), 'no_stream', [newEvent('A', {})]),
    store.readStream(newStream()),
    store.ping(),
  ]
  await t.resolves(givenUp(calls))
  server.thaw()
  await eventually(() => store.ping())
})

test('a black hole is given up after our own time, and the store is well when it is gone', async (t) => {
  const server = await withEventStoreDBServer(t)
  const link = await startTcpProxy(server.port)
  t.teardown(() => link.close())
  const store = await withStore(t, server.url.replace(String(server.port), String(link.port)), impatienceMs)
  link.swallow(true)
  const calls = [store.append(newStream(), 'no_stream', [newEvent('A', {})]), store.readStream(newStream())]
  await t.resolves(givenUp(calls))
  await link.cut()
  link.swallow(false)
  await link.mend()
  await eventually(() => store.ping())
})

test('to open a store that is down, or frozen, or behind a black hole fails in time, and leaves nothing open', async (t) => {
  const down = await freePort()
  await t.rejects(open(`esdb://127.0.0.1:${down}?tls=false`), unavailable)

  const server = await withEventStoreDBServer(t)
  server.freeze()
  await t.resolves(givenUp([open(server.url)]))
  server.thaw()

  const link = await startTcpProxy(server.port)
  t.teardown(() => link.close())
  link.swallow(true)
  const url = server.url.replace(String(server.port), String(link.port))
  await t.resolves(givenUp([open(url)]))
  await eventually(() => assert.equal(server.openReads(), 0))
})

test('calls to a server that has gone fail as unavailable, from the first, until it is back', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url)
  await server.kill()
  await t.rejects(store.append(newStream(), 'no_stream', [newEvent('A', {})]), EventStoreUnavailable)
  await t.rejects(store.append(newStream(), 'no_stream', [newEvent('A', {})]), unavailable)
  await t.rejects(store.readStream(newStream()), unavailable)
  await server.start()
  await eventually(() => store.append(newStream(), 'no_stream', [newEvent('A', {})]))
})

test('a reply that is lost leaves the outcome unknown, and the repeat learns it', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url)
  const [stream, events] = [newStream(), [newEvent('A', {}), newEvent('B', {})]]
  server.loseNextReply()
  await t.rejects(store.append(stream, 'no_stream', events), unavailable)
  t.strictSame(await store.append(stream, 'no_stream', events), { revision: 1n })
  t.equal(server.log.events.length, 2)
})

test('a reply that comes when its append was given up harms nobody', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url, impatienceMs)
  const [stream, events] = [newStream(), [newEvent('A', {})]]
  const reply = server.holdNextReply()
  await t.rejects(store.append(stream, 'no_stream', events), unavailable)
  await reply.stored()
  reply.release()
  t.strictSame(await store.append(stream, 'no_stream', events), { revision: 0n })
  t.equal(server.log.events.length, 1)
})

test('what goes wrong in one store is not felt in another of the same process', async (t) => {
  const [bad, good] = [await withEventStoreDBServer(t), await withEventStoreDBServer(t)]
  const [badStore, goodStore] = [await withStore(t, bad.url), await withStore(t, good.url)]
  const reply = good.holdNextReply()
  const appending = goodStore.append(newStream(), 'no_stream', [newEvent('A', {})])
  await reply.stored()
  await bad.kill()
  await t.rejects(badStore.append(newStream(), 'no_stream', [newEvent('A', {})]), unavailable)
  reply.release()
  t.strictSame(await appending, { revision: 0n })
})

test('all appends that are under way when the server dies are unknown, none is lost silently', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url)
  const appends = Array.from({ length: 50 }, (_, n) => ({
    stream: newStream(),
    events: [newEvent('A', { n })],
  }))
  const appendAll = () =>
    Promise.allSettled(appends.map(({ stream, events }) => store.append(stream, 'no_stream', events)))
  const dying = appendAll()
  await eventually(() => assert(server.log.events.length > 0), { everyMs: 1 })
  await server.kill()
  for (const outcome of await dying) {
    if (outcome.status === 'rejected') t.match(outcome.reason, unavailable)
  }
  await server.start()
  await eventually(() => store.ping())
  t.ok((await appendAll()).every(({ status }) => status === 'fulfilled'))
  t.equal(server.log.events.length, 50)
})

test('closing waits for the appends that are under way', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url)
  const appending = Array.from({ length: 5 }, () =>
    store.append(newStream(), 'no_stream', [newEvent('A', {})]),
  )
  await store.close()
  t.equal((await Promise.all(appending)).length, 5)
  await t.rejects(store.append(newStream(), 'no_stream', [newEvent('A', {})]), unavailable)
  await t.rejects(store.ping(), unavailable)
})

test('a read that is given up half-way ends on the server too', async (t) => {
  const server = await withEventStoreDBServer(t)
  const store = await withStore(t, server.url, impatienceMs)
  const stream = newStream()
  await store.append(stream, 'no_stream', [newEvent('A', {})])
  server.freeze()
  await t.rejects(store.readStream(stream), unavailable)
  server.thaw()
  await eventually(() => assert.equal(server.openReads(), 0))
})

test('a connection string says esdb, and names a user where credentials can be sent', async (t) => {
  await t.rejects(open('http://127.0.0.1:2113'), /esdb/)
  await t.rejects(open('esdb://127.0.0.1:2113'), /needs a user/)
})

test('a cluster of which no node answers is unavailable, and the process lives on', async (t) => {
  const ports = [await freePort(), await freePort()]
  const url = `esdb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}?tls=false&maxDiscoverAttempts=2&discoveryInterval=10`
  await t.rejects(open(url), unavailable)
})
