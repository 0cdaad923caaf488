/** What the model of the protocol has found (test/model/README.md), with real stores and a real broker, and no reconciler. */
import assert from 'node:assert/strict'
import type { EventStore } from '@framewright/event-store'
import { answerHolds, publishWork } from '@framewright/jetstream'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { claimed, planned } from '../../../test/support/render-facts.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { openBench, type Bench } from './bench.ts'
import { assemblyItem } from './chunked.ts'
import { holdWork, instantWork } from './performs.ts'

const done = ['RenderRequested', 'RenderClaimed', 'RenderCompleted']

test('who asks while it is cut off itself supersedes nobody', async (t) => {
  const bench = await openBench(t)
  const proxy = await startTcpProxy(bench.natsServer.port)
  t.teardown(() => proxy.close())
  const [first, second] = [holdWork(), holdWork()]
  await bench.startWorker({ perform: first.perform })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(first.attempts.length, 1))

  let reads = 0
  const readAndCutOff: EventStore = {
    ...bench.eventStore,
    // It has the message and sees the claim; what it asks then goes nowhere, and no answer comes.
    readStream: async (...args) => {
      const events = await bench.eventStore.readStream(...args)
      reads += 1
      proxy.swallow(true)
      return events
    },
  }
  const natsUrl = `nats://127.0.0.1:${proxy.port}`
  const asker = await bench.startWorker({ perform: second.perform, natsUrl, eventStore: readAndCutOff })
  await bench.release(renderId)
  await eventually(() => assert.ok(reads > 0, 'not yet'))
  // It has the time of its question and of its round trip; then it would have claimed.
  await eventually(() => assert.equal(asker.isReady, false), { withinMs: 20_000 })
  t.strictSame(await bench.types(renderId), done.slice(0, 2))
  proxy.swallow(false)
  first.finish()
  await bench.untilTypes(renderId, done)
  t.equal(second.attempts.length, 0)
})

/** Of the first append the answer does not come before it is let through; what was appended is stored. */
function withLateAnswer(bench: Bench) {
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  let appends = 0
  const eventStore: EventStore = {
    ...bench.eventStore,
    append: async (...args) => {
      appends += 1
      const result = await bench.eventStore.append(...args)
      if (appends === 1) await answered
      return result
    },
  }
  return { eventStore, answer }
}

test('a claim that is stored, its answer outstanding, is held: nobody else supersedes it', async (t) => {
  const bench = await openBench(t)
  const { eventStore, answer } = withLateAnswer(bench)
  const second = holdWork()
  await bench.startWorker({ perform: instantWork, eventStore })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await bench.untilTypes(renderId, done.slice(0, 2))
  await bench.startWorker({ perform: second.perform })
  for (let time = 1; time <= 3; time += 1) {
    await bench.release(renderId)
    await bench.untilDelivered()
  }
  t.strictSame(await bench.types(renderId), done.slice(0, 2))
  answer()
  await bench.untilTypes(renderId, done)
  await bench.untilNoWork()
  t.equal(second.attempts.length, 0)
})

test('who meets a live claim leaves its message: when that holder dies, the work goes on without anybody’s repair', async (t) => {
  const bench = await openBench(t)
  const holder = 'worker-that-dies'
  const stopAnswering = answerHolds(bench.nats, holder, () => true)
  const renderId = await bench.request()
  let appends = 0
  const lateEventStore: EventStore = {
    ...bench.eventStore,
    append: async (...args) => {
      appends += 1
      // Between its look and its claim another one has claimed.
      if (appends === 1) await bench.append(renderId, claimed(1, holder))
      return bench.eventStore.append(...args)
    },
  }
  await bench.startWorker({ perform: instantWork, eventStore: lateEventStore })
  await bench.publish(renderId)
  await eventually(() => assert.equal(appends, 1))
  await eventually(async () => assert.equal(await bench.unacknowledged(), 1))
  t.strictSame(await bench.types(renderId), done.slice(0, 2))
  stopAnswering()
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderClaimed', 'RenderCompleted'])
  await bench.untilNoWork()
})

test('plans that took the place of others cost the assembly no attempt', async (t) => {
  const bench = await openBench(t)
  const plan = planned({ mode: 'chunked', chunkCount: 1, hits: [0], ffmpegBuild: 'none' })
  const gone = (attempt: number) => claimed(attempt, 'worker-that-died')
  const renderId = await bench.request({}, gone(1), plan, gone(2), gone(3), plan, gone(4), gone(5))
  await bench.startWorker({ perform: instantWork })
  await publishWork(bench.nats, assemblyItem(renderId, 5n))
  await eventually(async () => assert.equal((await bench.types(renderId)).at(-1), 'RenderCompleted'))
  t.match((await bench.events(renderId)).at(-1), { data: { attempt: 6 } })
})
