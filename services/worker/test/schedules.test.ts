import assert from 'node:assert/strict'
import fc from 'fast-check'
import { chunkManifestKey, type OutputFile } from '@framewright/schemas'
import { cpuEncoders } from '@framewright/timeline'
import { test } from 'tap'
import { openBench, type Bench } from './bench.ts'
import { chunkEvents, renderInChunks } from './chunked.ts'
import { storeOrder } from './order.ts'

const profile = {
  ffmpegBuild: 'test',
  encoders: Object.values(cpuEncoders).map((name) => ({ name, usable: true, reason: null })),
}
const chunkCount = 5

interface Schedule {
  readonly workers: number
  readonly slots: number
  /** Which chunks are in the cache before. */
  readonly cached: readonly number[]
  /** In which order the others are released. */
  readonly turns: readonly number[]
}

const schedules = fc.sample(
  fc.record<Schedule>({
    workers: fc.integer({ min: 1, max: 3 }),
    slots: fc.integer({ min: 1, max: 2 }),
    cached: fc.subarray(Array.from({ length: chunkCount }, (_, at) => at)),
    turns: fc.shuffledSubarray(
      Array.from({ length: chunkCount }, (_, at) => at),
      { minLength: chunkCount },
    ),
  }),
  // Fifty have been tried; each costs two seconds.
  { numRuns: 6, seed: 7 },
)

function filmOf({ events }: Awaited<ReturnType<typeof renderInChunks>>): OutputFile {
  const last = events.at(-1)
  assert(last?.type === 'RenderCompleted', `it is completed, and not ${last?.type}`)
  return last.data.outputs[0]!
}

async function keysOf(bench: Bench, { renderId, plan }: Awaited<ReturnType<typeof renderInChunks>>) {
  return Promise.all(
    Array.from({ length: chunkCount }, async (_, number) => {
      const last = (await chunkEvents(bench, renderId, plan.planId, number)).at(-1)
      assert(last?.type === 'ChunkRendered', `chunk ${number} is rendered`)
      return last.data.key
    }),
  )
}

test('whoever makes which chunk when, and whichever there are already, the film has the same bytes', async (t) => {
  const bench = await openBench(t)
  const canvas = { width: 64, height: 36, fps: 10 }
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds: 16, canvas })
  const only = await bench.startWorker({ profile })
  const first = await renderInChunks(bench, ref)
  const { sha256 } = filmOf(first)
  const keys = await keysOf(bench, first)
  await only.stop()

  for (const { workers, slots, cached, turns } of schedules) {
    for (const [number, key] of keys.entries())
      if (!cached.includes(number)) await bench.storage.remove(chunkManifestKey(key))
    const started = await Promise.all(
      Array.from({ length: workers }, () => bench.startWorker({ profile, slots })),
    )
    const again = await renderInChunks(bench, ref, (missed) => turns.filter((one) => missed.includes(one)))
    await Promise.all(started.map((worker) => worker.stop()))
    assert.deepEqual(again.plan.data.hits, cached)
    assert.equal(filmOf(again).sha256, sha256, JSON.stringify({ workers, slots, cached, turns }))
  }
  t.pass(`${schedules.length} schedules`)
})
