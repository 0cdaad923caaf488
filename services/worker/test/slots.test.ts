import assert from 'node:assert/strict'
import { watchPresence } from '@framewright/jetstream'
import type { WorkerPresence } from '@framewright/schemas'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { openBench, type Bench } from './bench.ts'
import { holdWork } from './performs.ts'

const done = ['RenderRequested', 'RenderClaimed', 'RenderCompleted']

async function ask(bench: Bench, slots: number): Promise<string> {
  const renderId = await bench.request()
  await bench.publish(renderId, { slots })
  return renderId
}

test('a worker takes what it has room for, and says how much of it is taken', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  let said: WorkerPresence | null = null
  watchPresence(bench.nats, (presence) => (said = presence))
  await bench.startWorker({ perform: work.perform, slots: 4 })
  const renders = [await ask(bench, 3), await ask(bench, 1), await ask(bench, 1)]
  await eventually(() => assert.equal(work.attempts.length, 2))
  await eventually(() => assert.equal(said?.taken, 4))
  t.match(said, { slots: 4, load: { cores: Number, loadAverage: Number, freeMemoryBytes: Number } })
  t.strictSame(await bench.types(renders[2]!), ['RenderRequested'], 'the third waits')
  work.finish()
  for (const renderId of renders) await bench.untilTypes(renderId, done)
  await bench.untilNoWork()
})

test('what does not fit is taken by somebody else, at once', async (t) => {
  const bench = await openBench(t)
  const [small, large] = [holdWork(), holdWork()]
  const busy = await bench.startWorker({ perform: small.perform, slots: 2 })
  await ask(bench, 1)
  await eventually(() => assert.equal(small.attempts.length, 1))
  await bench.startWorker({ perform: large.perform, slots: 2 })
  await ask(bench, 2)
  await eventually(() => assert.equal(large.attempts.length, 1))
  t.equal(busy.holds().length, 1)
  for (const work of [small, large]) work.finish()
  await bench.untilNoWork()
})

test('something large is not kept waiting by small work without end', async (t) => {
  const bench = await openBench(t)
  const [first, then] = [holdWork(), holdWork()]
  await bench.startWorker({
    slots: 2,
    perform: (attempt) => (then.attempts.length + first.attempts.length < 2 ? first : then).perform(attempt),
  })
  await ask(bench, 1)
  await ask(bench, 1)
  await eventually(() => assert.equal(first.attempts.length, 2))
  const large = await ask(bench, 2)
  const small: string[] = []
  for (let n = 0; n < 5; n += 1) small.push(await ask(bench, 1))
  first.finish()
  await eventually(() => assert.equal(then.attempts.length, 1))
  t.equal(then.attempts[0]!.item.renderId, large)
  then.finish()
  for (const renderId of [large, ...small]) await bench.untilTypes(renderId, done)
  await bench.untilNoWork()
})

test('what is kept until there is room is handed back when the worker is to stop', async (t) => {
  const bench = await openBench(t)
  const [work, other] = [holdWork(), holdWork()]
  const leaving = await bench.startWorker({ perform: work.perform, slots: 2 })
  await ask(bench, 1)
  await eventually(() => assert.equal(work.attempts.length, 1))
  const large = await ask(bench, 2)
  // Its own, and what it has no room for.
  await eventually(() => assert.equal(leaving.holds().length, 2))
  await leaving.stop()
  await bench.startWorker({ perform: other.perform, slots: 2 })
  other.finish()
  await bench.untilTypes(large, done)
  await bench.untilNoWork()
})
