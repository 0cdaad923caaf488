import { test } from 'tap'
import * as facts from '../../../test/support/render-facts.ts'
import { eventually } from '../../../test/support/eventually.ts'
import {
  startWorker,
  untilMessages,
  untilRows,
  withDispatching,
  type Dispatching,
  type FakeWorker,
} from './dispatching.ts'

/** The place of an item's message: another one is another message. */
async function sequenceOf({ link }: Dispatching, itemId: string): Promise<number> {
  const { streams } = await link.connection.jetstreamManager()
  return (await streams.getMessage('RENDER_WORK', { last_by_subj: `work.cpu-s.${itemId}` })).seq
}

async function takeAndClaim(dispatching: Dispatching, worker: FakeWorker) {
  const renderId = await dispatching.request()
  const delivery = await worker.take()
  await dispatching.happen(renderId, facts.claimed(1, worker.workerId))
  await untilRows(dispatching, [{ render_id: renderId, worker_id: worker.workerId }])
  return { ...delivery, renderId, itemId: delivery.item.itemId }
}

const untilReleasedAnew = (dispatching: Dispatching, item: { itemId: string; sequence: number }) =>
  eventually(
    async () => {
      const sequence = await sequenceOf(dispatching, item.itemId)
      if (sequence === item.sequence) throw new Error('it has the message of before')
    },
    { withinMs: 15_000 },
  )

test('a worker whose connection is gone: what it held is released anew after the first beat it misses', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start({ timings: { graceMs: 0 } })
  const worker = await startWorker(t, dispatching.nats.url)
  const item = await takeAndClaim(dispatching, worker)
  const heir = await startWorker(t, dispatching.nats.url)
  const diedMs = performance.now()
  await worker.die()
  const again = await heir.take()
  const tookMs = performance.now() - diedMs
  t.equal(again.item.itemId, item.itemId)
  t.equal(
    again.redelivered,
    false,
    'a message of its own: the wait for an acknowledgement was not waited for',
  )
  t.equal(again.goneHolder, worker.workerId, 'who takes it need not wait to be sure')
  t.ok(tookMs < 3_000, `${Math.round(tookMs)} ms`)
  await untilRows(dispatching, [{ state: 'released', worker_id: null }])
})

test('what a worker was about to claim when it died is released too: its last words tell', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start({ timings: { graceMs: 0 } })
  const worker = await startWorker(t, dispatching.nats.url)
  await dispatching.request()
  const { item, sequence } = await worker.take()
  await worker.say()
  await worker.die()
  await untilReleasedAnew(dispatching, { itemId: item.itemId, sequence })
})

test('what a worker was given and had spoken of to nobody when it died is released too, what waits stays', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start({ timings: { graceMs: 0 } })
  const worker = await startWorker(t, dispatching.nats.url)
  const renders = [await dispatching.request(), await dispatching.request()]
  await untilMessages(dispatching, renders)
  const given = await worker.take()
  const waiting = renders
    .map((renderId) => `render-${renderId}`)
    .find((itemId) => itemId !== given.item.itemId)!
  const place = await sequenceOf(dispatching, waiting)
  // Somebody has to be there for whom it is released.
  await startWorker(t, dispatching.nats.url, { slots: 2 })
  await worker.die()
  await untilReleasedAnew(dispatching, { itemId: given.item.itemId, sequence: given.sequence })
  t.equal(await sequenceOf(dispatching, waiting), place)
})

test('a worker that is silent, its connection open: what it held is released after three beats', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start({ timings: { graceMs: 0 } })
  const worker = await startWorker(t, dispatching.nats.url)
  const item = await takeAndClaim(dispatching, worker)
  worker.freeze()
  await untilReleasedAnew(dispatching, item)
})

test('a worker that answers keeps what it holds, even if its beats do not arrive', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start({ timings: { graceMs: 0, askAfterMs: 100, silenceMs: 300, judgeMs: 50 } })
  const mute = await startWorker(t, dispatching.nats.url)
  const item = await takeAndClaim(dispatching, mute)
  mute.fallSilent()
  // Another one that is found to be gone shows that they were judged, more than once.
  for (let count = 0; count < 2; count += 1) {
    const other = await startWorker(t, dispatching.nats.url)
    const lost = await takeAndClaimNext(dispatching, other)
    await other.die()
    await untilReleasedAnew(dispatching, lost)
    await dispatching.happen(lost.renderId, facts.cancelled)
    // Else the next worker might be given this one's message.
    await untilMessages(dispatching, [item.renderId])
  }
  t.equal(await sequenceOf(dispatching, item.itemId), item.sequence)
})

async function takeAndClaimNext(dispatching: Dispatching, worker: FakeWorker) {
  const renderId = await dispatching.request()
  const delivery = await worker.take()
  await dispatching.happen(renderId, facts.claimed(1, worker.workerId))
  return { renderId, itemId: delivery.item.itemId, sequence: delivery.sequence }
}

test('a broker that was away: the workers come back before anybody is judged', async (t) => {
  const dispatching = await withDispatching(t)
  const { nats } = dispatching
  const timings = { graceMs: 4_000, askAfterMs: 200, silenceMs: 500, judgeMs: 50, reconcileMs: 300 }
  await dispatching.start({ timings })
  const worker = await startWorker(t, nats.url)
  const item = await takeAndClaim(dispatching, worker)
  await nats.kill()
  await nats.start()
  const goner = await startWorker(t, nats.url)
  const lost = await takeAndClaimNext(dispatching, goner)
  await goner.die()
  await untilReleasedAnew(dispatching, lost)
  t.equal(await sequenceOf(dispatching, item.itemId), item.sequence, 'the one that lives has what it had')
})

test('a new leader waits before it judges, and then asks those that the backlog names', async (t) => {
  const dispatching = await withDispatching(t)
  const first = await dispatching.start()
  const worker = await startWorker(t, dispatching.nats.url)
  const item = await takeAndClaim(dispatching, worker)
  await first.stop()
  await worker.die()
  const startedMs = performance.now()
  await dispatching.start({ timings: { graceMs: 2_500 } })
  await untilReleasedAnew(dispatching, item)
  t.ok(performance.now() - startedMs > 2_500)
})
