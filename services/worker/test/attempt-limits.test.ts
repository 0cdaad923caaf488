import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { ffmpegsIn } from '../../../test/support/ffmpeg-processes.ts'
import { openBench } from './bench.ts'
import { storeOrder } from './order.ts'
import { holdWork } from './performs.ts'

const gibibyte = 1024 ** 3
const retried = ['RenderRequested', 'RenderClaimed', 'RenderAttemptFailed']
const failed = ['RenderRequested', 'RenderClaimed', 'RenderFailed']

test('an attempt that takes longer than it may is ended, with the last that ffmpeg said', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform, timings: { mostLimitMs: 300 } })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await bench.untilTypes(renderId, retried)
  t.match((await bench.events(renderId)).at(-1), {
    data: { code: 'TIMED_OUT', message: /Retry it/, stderrTail: ['the last that it said'] },
  })
  t.equal(work.aborted, 1)
  await eventually(() => assert.deepEqual(worker.holds(), []))
  const homes = readdirSync(bench.scratchRoot)
  await eventually(() =>
    assert.deepEqual(
      homes.flatMap((home) => readdirSync(`${bench.scratchRoot}/${home}`)),
      [],
    ),
  )
})

test('an ffmpeg that needs more memory than it may have is ended, and may find more elsewhere', async (t) => {
  const bench = await openBench(t)
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds: 14, preset: 'archive' })
  await bench.startWorker({ maxMemoryBytes: 20 * 1024 ** 2 })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  const events = ['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderAttemptFailed']
  await bench.untilTypes(renderId, events, 30_000)
  t.match((await bench.events(renderId)).at(-1), {
    data: { code: 'MEMORY_EXCEEDED', message: /20 MiB of memory.*Make the canvas smaller/, retryAt: /Z$/ },
  })
  t.same(ffmpegsIn(bench.scratchRoot), [])
})

test('an attempt that writes more than its film could ever have is ended for good, and its render says what to do', async (t) => {
  const bench = await openBench(t)
  const work = holdWork({ filmBytes: 20 * gibibyte })
  await bench.startWorker({ perform: work.perform })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await bench.untilTypes(renderId, failed)
  t.match((await bench.events(renderId)).at(-1), {
    data: { code: 'OUTPUT_TOO_LARGE', message: /Choose a preset of lower quality/ },
  })
  t.equal(work.aborted, 1)
})
