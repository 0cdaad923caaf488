import { ensureTopology, openLane, publishWork, releaseWork } from '@framewright/jetstream'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { never, openLink, withLink, workItem } from './link.ts'

test('a pull that waits gets work as it comes', async (t) => {
  const { link } = await withLink(t)
  const lane = openLane(link, 'gpu')
  const pulling = lane.next({ expiresMs: 10_000, signal: never })
  const item = workItem('gpu')
  await publishWork(link, item)
  t.match(await pulling, { item, redelivered: false })
})

test('a lane has its own work only, and null when there is none in time', async (t) => {
  const { link } = await withLink(t)
  await publishWork(link, workItem('cpu-l'))
  t.equal(await openLane(link, 'cpu-s').next({ expiresMs: 200, signal: never }), null)
  t.ok(await openLane(link, 'cpu-l').next({ expiresMs: 2_000, signal: never }))
})

test('one pull takes one message, and leaves the others to others', async (t) => {
  const { link } = await withLink(t)
  for (let count = 0; count < 3; count += 1) await publishWork(link, workItem())
  await openLane(link, 'cpu-s').next({ expiresMs: 2_000, signal: never })
  const manager = await link.connection.jetstreamManager()
  t.match(await manager.consumers.info('RENDER_WORK', 'cpu-s'), { num_ack_pending: 1, num_pending: 2 })
})

test('a nak without delay gives the item to the next pull', async (t) => {
  const { link } = await withLink(t)
  const lane = openLane(link, 'cpu-s')
  await publishWork(link, workItem())
  const first = await lane.next({ expiresMs: 2_000, signal: never })
  first?.nak(0)
  const second = await lane.next({ expiresMs: 2_000, signal: never })
  t.match(second, { item: first!.item, redelivered: true })
  second?.nak(60_000)
  t.equal(await lane.next({ expiresMs: 300, signal: never }), null, 'a nak with a delay keeps it away')
})

test('a pull that is aborted ends at once, and what comes meanwhile is not lost to it', async (t) => {
  const { link } = await withLink(t)
  const lane = openLane(link, 'cpu-s')
  for (let turn = 0; turn < 20; turn += 1) {
    const aborting = new AbortController()
    const pulling = lane.next({ expiresMs: 30_000, signal: aborting.signal })
    await link.roundTrip(1_000)
    const item = workItem()
    const publishing = publishWork(link, item)
    aborting.abort()
    const taken = await pulling
    await publishing
    const delivery = taken ?? (await lane.next({ expiresMs: 5_000, signal: never }))
    t.same(delivery?.item, item)
    await delivery?.ack()
  }
})

test('what is no work item is ended for good, and what comes after it is delivered', async (t) => {
  const { link } = await withLink(t)
  const js = link.connection.jetstream()
  await js.publish('work.cpu-s.nonsense', 'no json')
  await js.publish('work.cpu-s.stranger', JSON.stringify({ kind: 'render' }))
  const item = workItem()
  await publishWork(link, item)
  t.match(await openLane(link, 'cpu-s').next({ expiresMs: 2_000, signal: never }), { item })
  const manager = await link.connection.jetstreamManager()
  await eventually(async () => {
    const { state } = await manager.streams.info('RENDER_WORK')
    if (state.messages !== 1) throw new Error(`${state.messages} messages are there`)
  })
})

test('a reader outlives a broker that was killed: it has the item again, then others', async (t) => {
  const { nats, link } = await withLink(t)
  const lane = openLane(link, 'cpu-s')
  const pulling = lane.next({ expiresMs: 30_000, signal: never })
  await link.roundTrip(1_000)
  await nats.kill()
  await nats.start()
  const item = workItem()
  await eventually(() => publishWork(link, item))
  t.match(await pulling, { item })
})

test('a reader outlives a wiped store: null, no error, and work again once the streams are made anew', async (t) => {
  const { nats, link } = await withLink(t)
  const lane = openLane(link, 'cpu-s')
  await nats.kill()
  nats.wipe()
  await nats.start()
  t.equal(await lane.next({ expiresMs: 1_500, signal: never }), null)

  const pulling = lane.next({ expiresMs: 30_000, signal: never })
  t.match(await eventually(() => ensureTopology(link)), { workCreated: true })
  const item = workItem()
  await publishWork(link, item)
  t.match(await pulling, { item })
})

test('a reader outlives a consumer that is removed under its pull', async (t) => {
  const { link } = await withLink(t)
  const pulling = openLane(link, 'cpu-s').next({ expiresMs: 30_000, signal: never })
  await link.roundTrip(1_000)
  const manager = await link.connection.jetstreamManager()
  await manager.streams.delete('RENDER_WORK')
  await ensureTopology(link)
  const item = workItem()
  await publishWork(link, item)
  t.match(await pulling, { item })
})

test('a link that swallows everything is noticed, and the reader goes on over the next one', async (t) => {
  const { nats, link } = await withLink(t)
  const proxy = await startTcpProxy(nats.port)
  t.teardown(() => proxy.close())
  const far = await openLink(t, `nats://127.0.0.1:${proxy.port}`, 'far')
  const pulling = openLane(far, 'cpu-s').next({ expiresMs: 60_000, signal: never })
  t.equal(await far.roundTrip(1_000), true)

  proxy.swallow(true)
  const lost = new Promise<void>((resolve) => far.onDisconnected(resolve))
  t.equal(await far.roundTrip(300), false)
  await lost
  t.equal(far.connectedSinceMs, null)
  proxy.swallow(false)
  const item = workItem()
  await releaseWork(link, item)
  // The pull of the dead connection may still be there, and takes the message with it until its wait is over.
  await eventually(
    async () => {
      if (!far.isConnected) throw new Error('still cut off')
    },
    { withinMs: 10_000 },
  )
  await releaseWork(link, item)
  t.match(await pulling, { item })
})
