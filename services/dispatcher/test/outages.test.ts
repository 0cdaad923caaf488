import assert from 'node:assert/strict'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { relayedIds, startWorker, untilMessages, withDispatching } from './dispatching.ts'

test('JetStream wiped while it runs: what was released has a message again, once for each', async (t) => {
  const dispatching = await withDispatching(t)
  const { nats, request, happen } = dispatching
  await dispatching.start()
  const worker = await startWorker(t, nats.url, { slots: 2 })
  const renderIds = [await request(), await request(), await request(), await request(), await request()]
  await untilMessages(dispatching, renderIds.slice(0, 4))
  const { item } = await worker.take()
  await happen(item.renderId, facts.claimed(1, worker.workerId))

  await nats.kill()
  nats.wipe()
  await nats.start()
  await untilMessages(dispatching, renderIds.slice(0, 4))
  await happen(item.renderId, facts.completed(1))
  // The message of the one that is done goes with the ack of its worker.
  await untilMessages(dispatching, renderIds)
})

test('a stream that is removed under a dispatcher at work is made anew, and filled', async (t) => {
  const dispatching = await withDispatching(t)
  const { request, link } = dispatching
  await dispatching.start()
  await startWorker(t, dispatching.nats.url, { slots: 2 })
  const first = await request()
  await untilMessages(dispatching, [first])
  const { streams } = await link.connection.jetstreamManager()
  await streams.delete('RENDER_WORK')
  const second = await request()
  await untilMessages(dispatching, [first, second])
})

test('a stream that is removed while nothing happens is missed by the reconciler', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start({ timings: { reconcileMs: 500 } })
  await startWorker(t, dispatching.nats.url)
  const renderId = await dispatching.request()
  await untilMessages(dispatching, [renderId])
  const { streams } = await dispatching.link.connection.jetstreamManager()
  await streams.delete('RENDER_WORK')
  await untilMessages(dispatching, [renderId])
})

test('a message that is lost is put back by the reconciler; one that is there stays as it is', async (t) => {
  const dispatching = await withDispatching(t)
  const { request, link } = dispatching
  await dispatching.start({ timings: { reconcileMs: 500 } })
  const worker = await startWorker(t, dispatching.nats.url)
  const [first, second] = [await request(), await request()]
  await untilMessages(dispatching, [first, second])
  const taken = await worker.take()
  const { streams } = await link.connection.jetstreamManager()
  const lost = await streams.getMessage('RENDER_WORK', { last_by_subj: `work.cpu-s.render-${second}` })
  await streams.deleteMessage('RENDER_WORK', lost.seq)
  await untilMessages(dispatching, [first, second])
  const kept = await streams.getMessage('RENDER_WORK', { last_by_subj: `work.cpu-s.${taken.item.itemId}` })
  t.equal(kept.seq, taken.sequence)
})

test('requested while the broker is away, a render is released once it is back', async (t) => {
  const dispatching = await withDispatching(t)
  const { nats, request, happen } = dispatching
  await dispatching.start()
  await startWorker(t, nats.url, { slots: 4 })
  const before = await request()
  await untilMessages(dispatching, [before])
  await nats.kill()
  const [during, cancelled] = [await request(), await request()]
  await happen(cancelled, facts.cancelled)
  await eventually(async () => {
    const rows = await dispatching.rows()
    assert.deepEqual(
      rows.map((row) => row.render_id),
      [before, during],
      'the backlog goes on without a broker',
    )
  })
  await nats.start()
  await untilMessages(dispatching, [before, during])
})

test('behind a link that swallows everything it notices, and goes on over the next one', async (t) => {
  const dispatching = await withDispatching(t)
  const { nats, request } = dispatching
  const proxy = await startTcpProxy(nats.port)
  t.teardown(() => proxy.close())
  await dispatching.start({ natsUrl: `nats://127.0.0.1:${proxy.port}` })
  await startWorker(t, nats.url, { slots: 4 })
  const before = await request()
  await untilMessages(dispatching, [before])
  proxy.swallow(true)
  const during = await request()
  await eventually(async () => assert.equal((await dispatching.rows()).length, 2))
  proxy.swallow(false)
  await untilMessages(dispatching, [before, during], 20_000)
})

test('a RENDER_EVENTS that is full stops the relay, not the rendering', async (t) => {
  const dispatching = await withDispatching(t)
  const { request, link } = dispatching
  await dispatching.start()
  await startWorker(t, dispatching.nats.url, { slots: 2 })
  const first = await request()
  await untilMessages(dispatching, [first])
  // The streams are made one after the other: that there is work does not say that there is RENDER_EVENTS.
  await eventually(async () => assert.equal((await relayedIds(link)).size, 1))
  const { streams } = await link.connection.jetstreamManager()
  await streams.update('RENDER_EVENTS', { max_bytes: 10 })
  const second = await request()
  await untilMessages(dispatching, [first, second])
  await streams.update('RENDER_EVENTS', { max_bytes: 1_000_000 })
  await eventually(async () => assert.equal((await streams.info('RENDER_EVENTS')).state.last_seq, 2))
})

test('it says whether it is ready: without its broker it is not', async (t) => {
  const dispatching = await withDispatching(t)
  const dispatcher = await dispatching.start()
  const answers = (status: number) =>
    eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${dispatcher.probePort}/health/ready`)
      assert.equal(response.status, status)
    })
  await answers(200)
  await dispatching.nats.kill()
  await answers(503)
  await dispatching.nats.start()
  await answers(200)
})
