import assert from 'node:assert/strict'
import { attemptBudget, renderStream } from '@framewright/domain'
import { EventStoreUnavailable, type EventStore } from '@framewright/event-store'
import { createLogger, newTraceparent, traceIdOf } from '@framewright/observability'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { cancelled, claimed, completed, requested } from '../../../test/support/render-facts.ts'
import { openBench } from './bench.ts'
import { holdWork, instantWork } from './performs.ts'

test('an item is claimed, worked on and completed once, and its message acknowledged', async (t) => {
  const bench = await openBench(t)
  const worker = await bench.startWorker({ perform: instantWork })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  await bench.untilNoWork()
  t.match((await bench.events(renderId)).slice(1), [
    { data: { attempt: 1, workerId: worker.workerId } },
    { data: { attempt: 1, workerId: worker.workerId } },
  ])
  await eventually(() => assert.deepEqual(worker.holds(), []))
})

test('what is recorded and logged names the render and the trace that it was asked for in', async (t) => {
  const bench = await openBench(t)
  const lines: string[] = []
  const log = createLogger({ service: 'worker', destination: { write: (line) => void lines.push(line) } })
  await bench.startWorker({ perform: instantWork, log })
  const traceparent = newTraceparent()
  const renderId = await bench.request()
  await bench.publish(renderId, { traceparent })
  await bench.untilNoWork()
  const stored = (await bench.eventStore.readStream(renderStream(renderId))).slice(1)
  const traceId = traceIdOf(traceparent)
  t.strictSame(
    stored.map(({ metadata }) => traceIdOf(metadata.traceparent ?? '')),
    [traceId, traceId],
  )
  const [claimedEvent, completedEvent] = stored
  t.match(claimedEvent, { metadata: { $correlationId: renderId, userId: 'ada', schemaVersion: 1 } })
  t.equal(completedEvent!.metadata.$causationId, claimedEvent!.id)
  const ofRender = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['renderId'])
  t.ok(ofRender.length >= 2)
  t.ok(ofRender.every((line) => line['renderId'] === renderId && line['traceId'] === traceId))
})

test('a message that is delivered five times is claimed once', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const workers = [
    await bench.startWorker({ perform: work.perform, slots: 3 }),
    await bench.startWorker({ perform: work.perform, slots: 3 }),
  ]
  const renderId = await bench.request()
  for (let time = 1; time <= 5; time += 1) await bench.release(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  for (let time = 1; time <= 5; time += 1) await bench.release(renderId)
  t.equal(workers.flatMap((worker) => worker.holds()).length, 1)
  work.finish()
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  await bench.untilNoWork()
  t.equal(work.attempts.length, 1)
})

test('a message of a render that is over is acknowledged without any work', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  await bench.startWorker({ perform: work.perform })
  const over = [
    await bench.request({}, claimed(1), completed(1)),
    await bench.request({}, cancelled),
    // Of a render that an event store which was set back no longer knows.
    '0192f0c1-2f5e-7b7a-9a54-3a5b1a2c3d4f',
  ]
  const before = await Promise.all(over.map((renderId) => bench.types(renderId)))
  for (const renderId of over) await bench.publish(renderId)
  await bench.untilNoWork()
  t.strictSame(await Promise.all(over.map((renderId) => bench.types(renderId))), before)
  t.equal(work.attempts.length, 0)
})

test('a claim whose answer is lost is made by the very same append, once', async (t) => {
  const bench = await openBench(t)
  const sent: string[] = []
  const forgetful: EventStore = {
    ...bench.eventStore,
    append: async (stream, expected, events) => {
      const answer = await bench.eventStore.append(stream, expected, events)
      sent.push(`${expected} ${events.map(({ id, type }) => `${type} ${id}`).join()}`)
      if (sent.length <= 2) throw new EventStoreUnavailable('the answer was lost')
      return answer
    },
  }
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform, eventStore: forgetful })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(sent.length, 1))
  t.strictSame(worker.holds(), [`render-${renderId}`], 'it is held while its claim is unanswered')
  work.finish()
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  t.equal(new Set(sent.slice(0, 3)).size, 1, 'the same id at the same revision')
})

test('who takes an item whose budget is used up records that its workers were lost', async (t) => {
  const bench = await openBench(t)
  const lost = Array.from({ length: attemptBudget }, (_, at) => claimed(at + 1, 'worker-that-died'))
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform })
  const renderId = await bench.request({}, ...lost)
  await bench.publish(renderId)
  await bench.untilNoWork()
  const events = await bench.events(renderId)
  t.match(events.at(-1), { type: 'RenderFailed', data: { code: 'WORKER_LOST', attempt: attemptBudget } })
  t.equal(events.length, 1 + attemptBudget + 1)
  t.equal(work.attempts.length, 0)
  t.strictSame(worker.holds(), [])
})

test('an event store that cannot be read costs a render nothing', async (t) => {
  const bench = await openBench(t)
  let isDown = true
  const gone = () => Promise.reject<never>(new EventStoreUnavailable('down'))
  const flaky: EventStore = {
    ...bench.eventStore,
    readStream: (...args) => (isDown ? gone() : bench.eventStore.readStream(...args)),
    ping: () => (isDown ? gone() : bench.eventStore.ping()),
  }
  const worker = await bench.startWorker({ perform: instantWork, eventStore: flaky })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(worker.isReady, false))
  t.strictSame(await bench.types(renderId), ['RenderRequested'])
  isDown = false
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
})

test('several lanes are served in turn, and each slot holds one item', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform, slots: 2, lanes: ['cpu-s', 'cpu-l'] })
  const renders = []
  for (let n = 0; n < 4; n += 1) {
    const renderId = await bench.request()
    await bench.publish(renderId)
    renders.push(renderId)
  }
  await eventually(() => assert.equal(work.attempts.length, 2))
  t.equal(worker.holds().length, 2)
  work.finish()
  for (const renderId of renders) {
    await bench.untilTypes(renderId, [requested().type, 'RenderClaimed', 'RenderCompleted'])
  }
  await bench.untilNoWork()
})
