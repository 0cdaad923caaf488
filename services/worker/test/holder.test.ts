import assert from 'node:assert/strict'
import { renderItemId } from '@framewright/domain'
import { askHolder } from '@framewright/jetstream'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { claimed } from '../../../test/support/render-facts.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { openBench } from './bench.ts'
import { holdWork } from './performs.ts'

test('a worker that is alive is not superseded by another that has its message', async (t) => {
  const bench = await openBench(t)
  const [first, second] = [holdWork(), holdWork()]
  const holder = await bench.startWorker({ perform: first.perform })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(first.attempts.length, 1))
  const other = await bench.startWorker({ perform: second.perform })
  for (let time = 1; time <= 3; time += 1) {
    await bench.release(renderId)
    await bench.untilDelivered()
  }
  const asked = await askHolder(bench.nats, holder.workerId, renderItemId(renderId), { timeoutMs: 1_000 })
  t.equal(asked, 'holds')
  first.finish()
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  await bench.untilNoWork()
  t.equal(second.attempts.length, 0)
  t.strictSame(other.holds(), [])
})

test('a worker does not supersede another of its own slots', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  await bench.startWorker({ perform: work.perform, slots: 2 })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  for (let time = 1; time <= 3; time += 1) {
    await bench.release(renderId)
    await bench.untilDelivered()
  }
  work.finish()
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  await bench.untilNoWork()
  t.equal(work.attempts.length, 1)
})

test('an item whose holder is gone is taken over at once', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform })
  const renderId = await bench.request({}, claimed(1, 'worker-that-died'))
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  t.match((await bench.events(renderId)).at(-1), {
    type: 'RenderClaimed',
    data: { attempt: 2, workerId: worker.workerId },
  })
})

test('an item that its holder says it does not hold is taken over', async (t) => {
  const bench = await openBench(t)
  const idle = await bench.startWorker({ perform: holdWork().perform, lanes: ['gpu'] })
  const work = holdWork()
  await bench.startWorker({ perform: work.perform })
  const renderId = await bench.request({}, claimed(1, idle.workerId))
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
})

test('who has just connected supersedes nobody before the holders have had time to come back', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const graceMs = 1_500
  const worker = await bench.startWorker({ perform: work.perform, timings: { reconnectGraceMs: graceMs } })
  const renderId = await bench.request({}, claimed(1, 'worker-that-died'))
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  const sinceMs = performance.now() - worker.nats.connectedSinceMs!
  t.ok(sinceMs >= graceMs, `taken over ${Math.round(sinceMs)} ms after it had connected`)
})

test('who has just connected leaves what it may not take to those that may, at once', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const newcomer = await bench.startWorker({ perform: work.perform, timings: { reconnectGraceMs: 600_000 } })
  const renderId = await bench.request({}, claimed(1, 'worker-that-died'))
  await bench.publish(renderId)
  await bench.untilDelivered()
  const trusted = await bench.startWorker({ perform: work.perform, timings: { reconnectGraceMs: 0 } })
  await eventually(() => assert.equal(work.attempts.length, 1, 'taken over'))
  t.equal(trusted.holds().length, 1)
  t.same(newcomer.holds(), [])
})

test('who has just connected takes over what the leader found its holder gone for, and from nobody else', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  await bench.startWorker({ perform: work.perform, timings: { reconnectGraceMs: 600_000 } })
  const of = async (holder: string) => {
    const renderId = await bench.request({}, claimed(1, holder))
    await bench.release(renderId, { goneHolder: 'worker-that-died' })
    return renderId
  }
  const others = await of('worker-of-after')
  await bench.untilDelivered()
  const dead = await of('worker-that-died')
  await eventually(() => assert.equal(work.attempts.length, 1, 'taken over'))
  t.equal((await bench.types(dead)).at(-1), 'RenderClaimed')
  t.equal((await bench.events(dead)).length, 3)
  t.equal((await bench.events(others)).length, 2, 'somebody else has claimed it since')
})

test('a holder that was found to be gone and answers all the same keeps what it holds', async (t) => {
  const bench = await openBench(t)
  const [first, second] = [holdWork(), holdWork()]
  const holder = await bench.startWorker({ perform: first.perform })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(first.attempts.length, 1))
  await bench.startWorker({ perform: second.perform })
  await bench.release(renderId, { goneHolder: holder.workerId })
  await bench.untilDelivered()
  first.finish()
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  await bench.untilNoWork()
  t.equal(second.attempts.length, 0)
})

test('after an outage of the broker a holder that comes back late keeps what it holds', async (t) => {
  const bench = await openBench(t)
  const proxy = await startTcpProxy(bench.natsServer.port)
  t.teardown(() => proxy.close())
  const [first, second] = [holdWork(), holdWork()]
  const natsUrl = `nats://127.0.0.1:${proxy.port}`
  const holder = await bench.startWorker({ perform: first.perform, natsUrl })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(first.attempts.length, 1))
  const timings = { reconnectGraceMs: 4_000 }
  const other = await bench.startWorker({ perform: second.perform, timings })

  await proxy.cut()
  await bench.natsServer.kill()
  await eventually(() => assert.ok(!holder.nats.isConnected && !other.nats.isConnected, 'not yet'))
  await bench.natsServer.start()
  await eventually(() => assert.ok(bench.nats.isConnected && other.nats.isConnected, 'not yet'))
  await bench.release(renderId)
  // The other one has the message, and nobody to ask.
  await bench.untilDelivered()
  const { itemId, workerId } = { itemId: renderItemId(renderId), workerId: holder.workerId }
  const asked = () => askHolder(bench.nats, workerId, itemId, { timeoutMs: 500 })
  t.equal(await asked(), 'no-responders')
  await proxy.mend()
  await eventually(async () => assert.equal(await asked(), 'holds'))
  first.finish()
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  await bench.untilNoWork()
  t.equal(second.attempts.length, 0)
})

test('a worker that is cut off from the broker goes on and commits', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  await bench.natsServer.kill()
  await eventually(() => assert.equal(worker.nats.isConnected, false))
  work.finish()
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  await bench.natsServer.start()
  await eventually(() => assert.ok(worker.nats.isConnected && bench.nats.isConnected, 'not yet'))
  await bench.release(renderId)
  await bench.untilNoWork()
  t.equal((await bench.types(renderId)).length, 3)
})
