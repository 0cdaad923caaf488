import { publishWork, releaseWork, withdrawWork, openLane, ensureTopology } from '@framewright/jetstream'
import { test } from 'tap'
import { never, openLink, withLink, workItem } from './link.ts'

const next = (lane: ReturnType<typeof openLane>, expiresMs = 2_000) => lane.next({ expiresMs, signal: never })

test('an item has one message, however often it is published', async (t) => {
  const { nats, link } = await withLink(t)
  const item = workItem()
  t.equal(await publishWork(link, item), 'published')
  t.equal(await publishWork(link, item), 'refused', 'while it waits')

  const lane = openLane(link, 'cpu-s')
  const delivery = await next(lane)
  t.same(delivery?.item, item)
  t.equal(await publishWork(link, item), 'refused', 'while somebody works on it')

  await nats.kill()
  await nats.start()
  const later = await openLink(t, nats.url, 'later')
  t.equal(await publishWork(later, item), 'refused', 'after the broker was killed and came back')
  t.equal(await publishWork(later, workItem()), 'published', 'another item is another subject')
})

test('once it is acknowledged, an item can be published again', async (t) => {
  const { link } = await withLink(t)
  const item = workItem()
  const lane = openLane(link, 'cpu-s')
  await publishWork(link, item)
  await (await next(lane))?.ack()
  t.equal(await publishWork(link, item), 'published')
  t.same((await next(lane))?.item, item)
})

test('a release supersedes what was delivered, and a late ack of the old one does not touch the new', async (t) => {
  const { link } = await withLink(t)
  const item = workItem()
  const lane = openLane(link, 'cpu-s')
  await releaseWork(link, item)
  const old = await next(lane)
  await releaseWork(link, item)
  await old?.ack()

  const anew = await next(lane)
  t.same(anew?.item, item)
  t.ok(anew!.sequence > old!.sequence)
  t.equal(anew?.redelivered, false)
  t.equal(await publishWork(link, item), 'refused', 'there is still one message, and only one')
})

test('a release supersedes what still waits', async (t) => {
  const { link } = await withLink(t)
  const item = workItem()
  const lane = openLane(link, 'cpu-s')
  await releaseWork(link, item)
  await releaseWork(link, item)
  await (await next(lane))?.ack()
  t.equal(await next(lane, 300), null, 'nothing is left of the first')
})

test('a message that goes while it is withdrawn is withdrawn', async (t) => {
  const { link } = await withLink(t)
  const item = workItem()
  // Between others: what the server says of a message that is gone depends on where it was.
  for (const one of [workItem(), item, workItem()]) await publishWork(link, one)
  // Each of them finds it, and one of them takes it away.
  await Promise.all(Array.from({ length: 20 }, () => withdrawWork(link, item)))
  t.equal(await publishWork(link, item), 'published')
})

test('what is withdrawn is not delivered; withdrawing what is not there does nothing', async (t) => {
  const { link } = await withLink(t)
  const item = workItem()
  await withdrawWork(link, item)
  await publishWork(link, item)
  await withdrawWork(link, item)
  t.equal(await next(openLane(link, 'cpu-s'), 300), null)
})

test('without its stream, publishing says which fault it is', async (t) => {
  const { link } = await withLink(t)
  const manager = await link.connection.jetstreamManager()
  await manager.streams.delete('RENDER_WORK')
  await t.rejects(publishWork(link, workItem()), { code: 'STREAM_MISSING' })
  await t.rejects(withdrawWork(link, workItem()), { code: 'STREAM_MISSING' })
  t.match(await ensureTopology(link), { workCreated: true })
  t.equal(await publishWork(link, workItem()), 'published')
})

test('without a broker, publishing fails at once instead of keeping the message for later', async (t) => {
  const { nats, link } = await withLink(t)
  const lost = new Promise<void>((resolve) => link.onDisconnected(resolve))
  await nats.kill()
  await lost
  await t.rejects(publishWork(link, workItem()), { code: 'BROKER_UNAVAILABLE' })
})
