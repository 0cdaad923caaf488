import assert from 'node:assert/strict'
import type { BacklogRow } from '@framewright/read-model'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { runSql } from '../../../test/support/postgres.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { itemOf, startWorker, untilMessages, untilRows, withDispatching } from './dispatching.ts'

test('a requested render becomes one message, which says where to look and whose trace it is', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start()
  const worker = await startWorker(t, dispatching.nats.url)
  const renderId = await dispatching.request({ cost: { slots: 3, work: 500 } })
  const { item, slots } = await worker.take()
  t.equal(slots, 3, 'its message says what it takes of a worker')
  t.match(item, {
    kind: 'render',
    renderId,
    itemId: itemOf(renderId),
    stream: itemOf(renderId),
    lane: 'cpu-s',
  })
  t.match(item.traceparent, /^00-0af7651916cd43dd8448eb211c80319c-/)
  await untilMessages(dispatching, [renderId])
})

test('what was requested while no dispatcher ran is released when one starts, once for each', async (t) => {
  const dispatching = await withDispatching(t)
  const requested = [await dispatching.request(), await dispatching.request()]
  const finished = await dispatching.request()
  await dispatching.happen(finished, facts.claimed(1), facts.completed(1))
  await startWorker(t, dispatching.nats.url, { slots: 4 })
  await dispatching.start()
  await untilMessages(dispatching, requested)
})

test('per lane no more is released than twice the slots of the workers that take it', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start()
  const renderIds: string[] = []
  for (let count = 0; count < 8; count += 1) renderIds.push(await dispatching.request())
  await dispatching.request({ lane: 'gpu' })
  await eventually(async () => assert.equal((await dispatching.rows()).length, 9))
  t.same(await dispatching.messages(), [], 'nobody is there to take anything')

  const small = await startWorker(t, dispatching.nats.url)
  await untilMessages(dispatching, renderIds.slice(0, 2))
  await startWorker(t, dispatching.nats.url, { slots: 2 })
  await untilMessages(dispatching, renderIds.slice(0, 6))
  await startWorker(t, dispatching.nats.url, { slots: 4, draining: true })

  const delivery = await small.take()
  const renderId = delivery.item.renderId
  await dispatching.happen(renderId, facts.claimed(1), facts.completed(1))
  await delivery.ack()
  const others = renderIds.filter((id) => id !== renderId)
  await untilMessages(dispatching, others.slice(0, 6))
})

test('a failed attempt is released again when it is due, and not before', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start()
  const worker = await startWorker(t, dispatching.nats.url)
  const renderId = await dispatching.request()
  const delivery = await worker.take()
  const retryAtMs = Date.now() + 1_500
  await dispatching.happen(
    renderId,
    facts.claimed(1, worker.workerId),
    facts.attemptFailed(1, new Date(retryAtMs).toISOString()),
  )
  await delivery.ack()
  worker.holds.clear()
  const again = await worker.take()
  t.equal(again.item.renderId, renderId)
  t.ok(Date.now() >= retryAtMs, `${Date.now() - retryAtMs} ms after it was due`)
  t.ok(Date.now() < retryAtMs + 1_000, `${Date.now() - retryAtMs} ms after it was due`)
})

test('an attempt that failed and was not acknowledged in time for its retry is released all the same', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start()
  const worker = await startWorker(t, dispatching.nats.url)
  const renderId = await dispatching.request()
  const delivery = await worker.take()
  await dispatching.happen(
    renderId,
    facts.claimed(1, worker.workerId),
    facts.attemptFailed(1, new Date().toISOString()),
  )
  const again = await worker.take()
  t.ok(again.sequence > delivery.sequence, 'a message of its own')
  await delivery.ack()
  await untilMessages(dispatching, [renderId])
})

test('a cancelled render is gone from the backlog, and its message with it', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start()
  await startWorker(t, dispatching.nats.url)
  const [first, second, third] = [
    await dispatching.request(),
    await dispatching.request(),
    await dispatching.request(),
  ]
  await untilMessages(dispatching, [first, second])
  await dispatching.happen(first, facts.cancelled)
  await untilMessages(dispatching, [second, third])
  await dispatching.happen(second, facts.cancelled, facts.deleted)
  await dispatching.happen(third, facts.cancelled, facts.retried)
  await untilMessages(dispatching, [third])
  t.equal((await dispatching.rows()).length, 1)
})

test('a render that was handed back keeps its message; its worker gives it back itself', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start()
  const worker = await startWorker(t, dispatching.nats.url)
  const renderId = await dispatching.request()
  const delivery = await worker.take()
  await dispatching.happen(renderId, facts.claimed(1, worker.workerId), facts.handedBack(1))
  await untilRows(dispatching, [{ state: 'released', worker_id: null }])
  delivery.nak(0)
  const again = await worker.take()
  t.equal(again.sequence, delivery.sequence, 'the very message')
})

test('a backlog that is thrown away is built anew from the events, and nobody is told anything twice', async (t) => {
  const dispatching = await withDispatching(t)
  const { url, link } = dispatching
  const first = await dispatching.start()
  await startWorker(t, dispatching.nats.url)
  const [waiting, running, retrying, done] = [
    await dispatching.request(),
    await dispatching.request(),
    await dispatching.request(),
    await dispatching.request(),
  ]
  await dispatching.happen(running, facts.claimed(1, 'worker-a'))
  await dispatching.happen(
    retrying,
    facts.claimed(1, 'worker-a'),
    facts.attemptFailed(1, '2999-01-01T00:00:00.000Z'),
  )
  await dispatching.happen(done, facts.claimed(1, 'worker-a'), facts.completed(1))
  const wanted: Partial<BacklogRow>[] = [
    { item_id: itemOf(waiting), state: 'released' },
    { item_id: itemOf(running), state: 'released', worker_id: 'worker-a' },
    { item_id: itemOf(retrying), state: 'waiting' },
  ]
  await untilRows(dispatching, wanted)
  const { streams } = await link.connection.jetstreamManager()
  const relayed = async () => (await streams.info('RENDER_EVENTS')).state.last_seq
  await eventually(async () => assert.equal(await relayed(), 9))
  await first.stop()

  await runSql(url, `delete from checkpoints where follower = 'dispatcher'`)
  await runSql(url, `update backlog set state = 'waiting', user_id = 'nobody'`)
  await dispatching.start()
  await untilRows(
    dispatching,
    wanted.map((row) => ({ ...row, user_id: 'ada' })),
  )
  await untilMessages(dispatching, [waiting, running])
  t.equal(await relayed(), 9, 'the relay has a place of its own')
})
