import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type Test } from 'tap'
import { newEvent } from '../../../test/support/event-store.ts'
import { withEventStoreDBServer, type EventStoreDBServer } from '../../../test/support/eventstoredb-server.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import type { EventStore, FeedItem } from '../src/event-store.ts'
import { openEventStoreDB } from '../src/eventstoredb.ts'

/** The traps of EventStoreDB's client that lie on the way of a subscription. Most of them lost events once. */
const timeoutMs = 5_000
/** A silence that no busy machine makes by itself while something is being said. */
const shortSilenceMs = 1_500

async function withStore(t: Test, silenceMs = 60_000) {
  const server = await withEventStoreDBServer(t)
  const store = await openEventStoreDB({ url: server.url, timeoutMs, log: quietLog, silenceMs })
  t.teardown(() => store.close())
  return { server, store }
}

function append(server: EventStoreDBServer, stream: string, count: number): void {
  const expected = BigInt(server.log.readStream(stream, 0n)?.length ?? 0) - 1n
  const proposed = Array.from({ length: count }, () => ({
    id: randomUUID(),
    type: 'Counted',
    contentType: 'application/json',
    data: Buffer.from('{}'),
    metadata: Buffer.from(JSON.stringify(newEvent('Counted', {}).metadata)),
  }))
  server.log.append(stream, expected, proposed)
}

const follow = (store: EventStore, from: string | null = null, signal = AbortSignal.timeout(60_000)) =>
  store.subscribe({ from, prefixes: ['render-'], signal })

/** Follows until that many events have come; tells their revisions. */
async function revisions(
  store: EventStore,
  count: number,
  handle: (item: FeedItem, soFar: number) => unknown = () => null,
): Promise<number[]> {
  const told: number[] = []
  for await (const item of follow(store)) {
    if (item.kind === 'event') told.push(Number(item.event.revision))
    await handle(item, told.length)
    if (told.length >= count) break
  }
  return told
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

test('a checkpoint is told behind the events it stands for, however slow the follower is', async (t) => {
  const { server, store } = await withStore(t)
  const ends: bigint[] = []
  for (let n = 0; n < 10; n += 1) {
    append(server, 'render-1', 30)
    append(server, 'other-1', 70)
    ends.push(server.log.events.at(-1)!.position)
  }
  const handled: bigint[] = []
  let checkpoints = 0
  await revisions(store, 300, async (item) => {
    await new Promise(setImmediate)
    if (item.kind === 'event') handled.push(BigInt(item.event.position.split(':')[0]!))
    if (item.kind !== 'position') return
    checkpoints += 1
    const position = BigInt(item.position.split(':')[0]!)
    const stored = server.log.events.filter(
      (event) => event.stream === 'render-1' && event.position <= position,
    )
    t.equal(handled.length, stored.length, 'all that lies before it was handled, and nothing more')
  })
  t.ok(checkpoints >= 2)
})

test('a checkpoint that nobody waits for is told all the same, and is a place to go on from', async (t) => {
  const { server, store } = await withStore(t)
  append(server, 'other-1', 600)
  const told: FeedItem[] = []
  for await (const item of follow(store)) {
    told.push(item)
    if (item.kind === 'live') break
  }
  t.strictSame(
    told.map(({ kind }) => kind),
    ['position', 'position', 'live'],
  )
  append(server, 'render-1', 1)
  const [, last] = told
  for await (const item of follow(store, last?.kind === 'position' ? last.position : null)) {
    t.match(item, { kind: 'event', event: { revision: 0n } })
    break
  }
})

for (const how of ['error', 'end'] as const) {
  test(`a subscription that the server drops (${how}) is made again, as often as it takes`, async (t) => {
    const { server, store } = await withStore(t)
    append(server, 'render-1', 2)
    const told = await revisions(store, 8, (item, soFar) => {
      if (item.kind !== 'live') return
      server.endSubscriptions(how)
      if (soFar < 8) append(server, 'render-1', 2)
    })
    t.strictSame(told, upTo(8))
    await eventually(() => assert.equal(server.openReads(), 0))
  })
}

test('a follower that has events in hand and in its queue when the server dies is told each once', async (t) => {
  const { server, store } = await withStore(t)
  append(server, 'render-1', 40)
  const told = await revisions(store, 40, async (_item, soFar) => {
    if (soFar !== 5) return
    await server.kill()
    await new Promise(setImmediate)
    await server.start()
  })
  t.strictSame(told, upTo(40))
})

test('an error that nobody waits for does not end the process', async (t) => {
  const { server, store } = await withStore(t)
  append(server, 'render-1', 1)
  const told = await revisions(store, 2, async (item, soFar) => {
    if (item.kind !== 'event' || soFar > 1) return
    // Several errors while the follower is busy: the client repeats some of them.
    server.endSubscriptions('error')
    await server.kill()
    for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate)
    await server.start()
    append(server, 'render-1', 1)
  })
  t.strictSame(told, [0, 1])
})

test('a subscription on which nothing comes for too long is made anew', async (t) => {
  const { server, store } = await withStore(t, shortSilenceMs)
  append(server, 'render-1', 1)
  let subscriptions = 0
  const told = await revisions(store, 2, (item) => {
    if (item.kind !== 'live') return
    subscriptions += 1
    if (subscriptions === 3) append(server, 'render-1', 1)
  })
  t.strictSame(told, [0, 1])
  t.equal(subscriptions, 3)
  await eventually(() => assert.equal(server.openReads(), 0))
})

test('a follower that takes longer than that over one event is not taken for a silent server', async (t) => {
  const { server, store } = await withStore(t, shortSilenceMs)
  append(server, 'render-1', 3)
  const told = await revisions(store, 3, async (_item, soFar) => {
    if (soFar === 1) await new Promise((resolve) => setTimeout(resolve, shortSilenceMs * 1.5))
  })
  t.strictSame(told, [0, 1, 2])
  t.equal(server.calls('read'), 2, 'the ping of opening, and one subscription')
})

test('checkpoints are a sign of life', async (t) => {
  const { server, store } = await withStore(t, shortSilenceMs)
  const aborting = new AbortController()
  const feeding = setInterval(() => append(server, 'other-1', 256), 50)
  t.teardown(() => clearInterval(feeding))
  let positions = 0
  for await (const { kind } of follow(store, null, aborting.signal)) {
    if (kind === 'position') positions += 1
    if (positions === 50) aborting.abort()
  }
  t.equal(server.calls('read'), 2, 'the ping of opening, and one subscription')
})

test('a server that has frozen is left, and found again', async (t) => {
  const { server, store } = await withStore(t, shortSilenceMs)
  append(server, 'render-1', 1)
  const told = await revisions(store, 2, (item, soFar) => {
    if (item.kind !== 'live' || soFar > 1) return
    server.freeze()
    append(server, 'render-1', 1)
    setTimeout(() => server.thaw(), shortSilenceMs * 2)
  })
  t.strictSame(told, [0, 1])
})

test('who leaves the loop, throws in it, or aborts, ends the call on the server', async (t) => {
  const { server, store } = await withStore(t)
  append(server, 'render-1', 50)
  for (let n = 0; n < 5; n += 1) {
    for await (const item of follow(store)) if (item.kind === 'event') break
  }
  await t.rejects(
    revisions(store, 50, () => {
      throw new Error('cannot handle that')
    }),
    /cannot handle that/,
  )
  const aborting = new AbortController()
  for await (const item of follow(store, null, aborting.signal)) if (item.kind === 'live') aborting.abort()
  await eventually(() => assert.equal(server.openReads(), 0))
})

test('closing the store ends its subscriptions, on the server too', async (t) => {
  const { server, store } = await withStore(t)
  append(server, 'render-1', 1)
  const told = new Set<string>()
  const tell = (name: string) => (item: FeedItem) => item.kind === 'event' && told.add(name)
  const following = Promise.all([revisions(store, 2, tell('one')), revisions(store, 2, tell('other'))])
  // That the server has opened both does not say that the event has come through already.
  await eventually(() => assert.equal(told.size, 2))
  await store.close()
  t.strictSame(await following, [[0], [0]])
  await eventually(() => assert.equal(server.openReads(), 0))
})

test('a server that was wiped is found out, by whoever followed the old one', async (t) => {
  const { server, store } = await withStore(t)
  append(server, 'render-1', 50)
  let position = ''
  for await (const item of follow(store)) {
    if (item.kind === 'event') position = item.event.position
    if (item.kind === 'live') break
  }
  await server.kill()
  server.log.wipe()
  await server.start()
  append(server, 'render-2', 1)
  const following = (async () => {
    for await (const item of follow(store, position)) t.fail(`told of ${item.kind}`)
  })()
  await t.rejects(following, { code: 'POSITION_INVALID', position })
})

test('a position between two events is refused: the server fails over it, in no particular way', async (t) => {
  const { server, store } = await withStore(t)
  append(server, 'render-1', 2)
  const between = server.log.events[0]!.position + 1n
  const following = (async () => {
    for await (const item of follow(store, `${between}:${between}`)) t.fail(`told of ${item.kind}`)
  })()
  await t.rejects(following, { code: 'POSITION_INVALID' })
})
