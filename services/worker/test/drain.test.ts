import assert from 'node:assert/strict'
import { EventStoreUnavailable, type EventStore } from '@framewright/event-store'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { openBench } from './bench.ts'
import { holdWork } from './performs.ts'

test('a worker that is to stop finishes what is nearly done', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  work.attempts[0]!.progress.phase('verifying')
  const stopped = worker.stop()
  t.equal(worker.isReady, false)
  work.finish()
  await stopped
  t.strictSame(await bench.types(renderId), ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  t.equal(work.aborted, 0)
})

test('what has long to go is handed back at no attempt, and taken by somebody else at once', async (t) => {
  const bench = await openBench(t)
  const [first, second] = [holdWork(), holdWork()]
  const leaving = await bench.startWorker({ perform: first.perform })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(first.attempts.length, 1))
  const staying = await bench.startWorker({ perform: second.perform })
  await leaving.stop()
  await eventually(() => assert.equal(second.attempts.length, 1))
  second.finish()
  await bench.untilTypes(renderId, [
    'RenderRequested',
    'RenderClaimed',
    'RenderHandedBack',
    'RenderClaimed',
    'RenderCompleted',
  ])
  await bench.untilNoWork()
  t.match((await bench.events(renderId))[3], { data: { workerId: staying.workerId, attempt: 2 } })
})

test('what seemed nearly done and is not is handed back in the end', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform, timings: { drainFinishMs: 200 } })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  work.attempts[0]!.progress.phase('storing')
  await worker.stop()
  t.strictSame(await bench.types(renderId), ['RenderRequested', 'RenderClaimed', 'RenderHandedBack'])
})

test('a worker that stops takes nothing more', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform })
  await worker.stop()
  await worker.stop()
  const renderId = await bench.request()
  await bench.publish(renderId)
  const other = holdWork()
  await bench.startWorker({ perform: other.perform })
  await eventually(() => assert.equal(other.attempts.length, 1))
  t.equal(work.attempts.length, 0)
})

test('a worker that cannot record its outcome leaves without acknowledging', async (t) => {
  const bench = await openBench(t)
  let isDown = false
  const flaky: EventStore = {
    ...bench.eventStore,
    append: (...args) =>
      isDown ? Promise.reject(new EventStoreUnavailable('down')) : bench.eventStore.append(...args),
  }
  const [first, second] = [holdWork(), holdWork()]
  const timings = { drainFinishMs: 300, drainRecordMs: 300 }
  const leaving = await bench.startWorker({ perform: first.perform, eventStore: flaky, timings })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(first.attempts.length, 1))
  isDown = true
  first.finish()
  await leaving.stop()
  await leaving.nats.close()
  t.strictSame(await bench.types(renderId), ['RenderRequested', 'RenderClaimed'])
  t.equal(await bench.unacknowledged(), 1)

  second.finish()
  await bench.startWorker({ perform: second.perform })
  await bench.release(renderId)
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderClaimed', 'RenderCompleted'])
})
