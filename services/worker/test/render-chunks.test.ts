import assert from 'node:assert/strict'
import { chmodSync, readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { cpuEncoders } from '@framewright/timeline'
import { onProgress, publishWork, releaseWork } from '@framewright/jetstream'
import {
  canonicalJson,
  chunkLogKey,
  chunkManifestKey,
  type ChunkManifest,
  type OutputFile,
  type RenderEvent,
  type RenderProgress,
  type WorkItem,
} from '@framewright/schemas'
import { test } from 'tap'
import { cancelled, claimed, planned } from '../../../test/support/render-facts.ts'
import { openBench, type Bench } from './bench.ts'
import { assemblyItem, chunkEvents, chunkItem, lastPlan, releaseChunks, renderInChunks } from './chunked.ts'
import { storeOrder } from './order.ts'

const profile = {
  ffmpegBuild: 'test',
  encoders: Object.values(cpuEncoders).map((name) => ({ name, usable: true, reason: null })),
}
const seconds = 16
/** For what is not about pictures. */
const small = { width: 64, height: 36, fps: 10 }
const types = (events: readonly RenderEvent[]) => events.map(({ type }) => type)

function filmOf(events: readonly RenderEvent[]): OutputFile {
  const last = events.at(-1)
  assert(last?.type === 'RenderCompleted', `it is completed, and not ${last?.type}`)
  return last.data.outputs[0]!
}

const keyOfChunk = async (bench: Bench, renderId: string, planId: bigint, number: number) => {
  const last = (await chunkEvents(bench, renderId, planId, number)).at(-1)
  assert(last?.type === 'ChunkRendered', `chunk ${number} is rendered`)
  return last.data.key
}

test('a film is planned, made in chunks by several workers, and joined; the next time nothing is encoded', async (t) => {
  const bench = await openBench(t)
  const ticks: RenderProgress[] = []
  t.teardown(onProgress(bench.nats, (tick) => ticks.push(tick)))
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds })
  await bench.startWorker({ profile })
  await bench.startWorker({ profile })

  const first = await renderInChunks(bench, ref)
  const { planId, data } = first.plan
  t.strictSame(types(first.events), [
    ...['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderClaimed', 'RenderCompleted'],
  ])
  t.match(data, { hits: [], chunkCount: 5, chunkFrames: [0, 150, 150, 150, 30], ffmpegBuild: 'test' })
  for (const number of data.chunkFrames!.keys()) {
    const events = await chunkEvents(bench, first.renderId, planId, number)
    t.match(events, [
      { type: 'ChunkClaimed', data: { attempt: 1 } },
      { type: 'ChunkRendered', data: { attempt: 1, frameCount: data.chunkFrames![number], reused: false } },
    ])
    const log = await bench.storage.readBytes(chunkLogKey(first.renderId, Number(planId), number, 1), 1e6)
    t.match(log.toString(), /ffmpeg runs/)
  }
  t.ok(ticks.some(({ chunk, frame }) => chunk?.number === 1 && chunk.planId === Number(planId) && frame > 0))
  t.match(filmOf(first.events), { frameCount: 480, media: { video: { frameCount: 480 }, audio: {} } })

  const second = await renderInChunks(bench, ref)
  t.strictSame(second.plan.data.hits, [0, 1, 2, 3, 4])
  t.equal(filmOf(second.events).sha256, filmOf(first.events).sha256)
})

test('how loud a film is, was measured with its sound, and is measured with the film where it was not', async (t) => {
  const bench = await openBench(t)
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds, canvas: small })
  await bench.startWorker({ profile })
  const first = await renderInChunks(bench, ref)
  const measured = filmOf(first.events).loudness
  const key = chunkManifestKey(await keyOfChunk(bench, first.renderId, first.plan.planId, 0))
  const manifest = JSON.parse((await bench.storage.readBytes(key, 1e6)).toString()) as ChunkManifest
  t.ok(measured?.integratedLufs)
  t.strictSame(
    manifest.files.map(({ loudness }) => loudness),
    [measured],
  )

  const withLoudness = async (loudness: object) => {
    const files = manifest.files.map(({ loudness: _, ...file }) => ({ ...file, ...loudness }))
    await bench.storage.putBytes(key, canonicalJson({ ...manifest, files }))
    return filmOf((await renderInChunks(bench, ref)).events).loudness
  }
  const noted = { integratedLufs: -12.3, truePeakDbtp: -4.5, rangeLu: 6.7 }
  t.strictSame(await withLoudness({ loudness: noted }), noted)
  t.strictSame(await withLoudness({}), measured, 'a chunk that was stored before says nothing of it')
})

test('a chunk that is gone or corrupt when the film is joined leads to another plan, and is made anew', async (t) => {
  const bench = await openBench(t)
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds, canvas: small })
  await bench.startWorker({ profile })
  const first = await renderInChunks(bench, ref)
  const keyOf = (number: number) => keyOfChunk(bench, first.renderId, first.plan.planId, number)
  const [gone, corrupt] = [await keyOf(2), await keyOf(3)]

  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await bench.untilNoWork()
  const hopeful = await lastPlan(bench, renderId)
  t.strictSame(hopeful.data.hits, [0, 1, 2, 3, 4])
  await bench.storage.remove(chunkManifestKey(gone))
  spoil(bench, corrupt)
  await publishWork(bench.nats, assemblyItem(renderId, hopeful.planId))
  await bench.untilNoWork(30_000)

  const careful = await lastPlan(bench, renderId)
  t.match(careful.data, { attempt: 2, hits: [0, 1, 4] })
  t.strictSame(await releaseChunks(bench, renderId, careful), [2, 3])
  await bench.untilNoWork(30_000)
  await publishWork(bench.nats, assemblyItem(renderId, hopeful.planId))
  await bench.untilNoWork(30_000)
  t.equal(
    (await bench.events(renderId)).at(-1)?.type,
    'RenderPlanned',
    'the assembly of the plan before is over',
  )
  await publishWork(bench.nats, assemblyItem(renderId, careful.planId))
  await bench.untilNoWork(30_000)
  t.equal(filmOf(await bench.events(renderId)).sha256, filmOf(first.events).sha256)
})

/** As a disk does: the bytes change under the name. */
function spoil({ storageUrl }: Bench, key: string): void {
  const folder = join(storageUrl.slice('file://'.length), 'chunks', key)
  const file = readdirSync(folder).find((name) => /^[0-9a-f]{64}$/.test(name))
  assert(file !== undefined, 'the chunk has a file')
  chmodSync(join(folder, file), 0o644)
  truncateSync(join(folder, file), 1_000)
}

test('a chunk of a plan that is not current, or of a render that is over, is left alone', async (t) => {
  const bench = await openBench(t)
  await bench.startWorker({ profile })
  const chunked = planned({ mode: 'chunked', ffmpegBuild: 'test', chunkCount: 2 })
  const over = await bench.request({}, claimed(1), chunked, cancelled)
  const replaced = await bench.request({}, claimed(1), chunked, claimed(2), chunked)
  const items = [over, replaced].map((renderId) => chunkItem(renderId, 2n, 0))
  for (const item of items) await publishWork(bench.nats, item)
  await bench.untilNoWork()
  t.strictSame(await chunkEvents(bench, over, 2n, 0), [])
  t.strictSame(await chunkEvents(bench, replaced, 2n, 0), [])
})

test('a chunk that was planned for another ffmpeg waits for it, and is planned anew when nobody has it', async (t) => {
  const bench = await openBench(t)
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds, canvas: small })
  const old = await bench.startWorker({ profile })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await bench.untilNoWork()
  const plan = await lastPlan(bench, renderId)
  await old.stop()
  await bench.startWorker({
    profile: { ...profile, ffmpegBuild: 'newer' },
    timings: { otherBuildDelayMs: 20 },
  })
  await publishWork(bench.nats, chunkItem(renderId, plan.planId, 1))
  await bench.untilNoWork(30_000)
  const after = await lastPlan(bench, renderId)
  t.match(after.data, { ffmpegBuild: 'newer', hits: [], chunkCount: 5 })
  t.match(await chunkEvents(bench, renderId, plan.planId, 1), [{ type: 'ChunkClaimed' }])
})

test('however often a chunk and an assembly are delivered, each is claimed once and done once', async (t) => {
  const bench = await openBench(t)
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds, canvas: small })
  await bench.startWorker({ profile, slots: 3 })
  await bench.startWorker({ profile, slots: 3 })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await bench.untilNoWork()
  const { planId, data } = await lastPlan(bench, renderId)
  const again = async (item: WorkItem) => {
    for (let time = 1; time <= 5; time += 1) await releaseWork(bench.nats, item)
  }
  for (const number of data.chunkFrames!.keys()) await again(chunkItem(renderId, planId, number))
  await bench.untilNoWork(30_000)
  for (const number of data.chunkFrames!.keys()) await again(chunkItem(renderId, planId, number))
  await bench.untilNoWork()
  for (const number of data.chunkFrames!.keys()) {
    const events = await chunkEvents(bench, renderId, planId, number)
    t.same(
      events.map(({ type }) => type),
      ['ChunkClaimed', 'ChunkRendered'],
    )
  }
  await again(assemblyItem(renderId, planId))
  await bench.untilNoWork(30_000)
  await again(assemblyItem(renderId, planId))
  await again(chunkItem(renderId, planId, 1))
  await bench.untilNoWork()
  t.strictSame(types(await bench.events(renderId)).slice(3), ['RenderClaimed', 'RenderCompleted'])
})
