import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { cpuEncoders } from '@framewright/timeline'
import { announceCancel, onProgress } from '@framewright/jetstream'
import {
  assetKey,
  logKey,
  outputPrefix,
  planKey,
  type OutputFile,
  type RenderProgress,
} from '@framewright/schemas'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { ffmpegsIn } from '../../../test/support/ffmpeg-processes.ts'
import { cancelled } from '../../../test/support/render-facts.ts'
import { openBench, type Bench } from './bench.ts'
import { storeOrder } from './order.ts'

/** What `readFfmpegProfile` finds wherever these tests run; trying all encoders out takes seconds. */
const profile = {
  ffmpegBuild: 'test',
  encoders: Object.values(cpuEncoders).map((name) => ({ name, usable: true, reason: null })),
}

async function keysUnder({ storage }: Bench, prefix: string): Promise<string[]> {
  const keys = []
  for await (const key of storage.list(prefix)) keys.push(key)
  return keys
}

async function untilScratchIsEmpty({ scratchRoot }: Bench): Promise<void> {
  await eventually(() => {
    const left = readdirSync(scratchRoot).flatMap((home) => readdirSync(`${scratchRoot}/${home}`))
    assert.deepEqual(left, [])
  })
}

async function untilEncoding({ scratchRoot }: Bench): Promise<number> {
  return eventually(() => {
    const [pid, ...more] = ffmpegsIn(scratchRoot)
    assert.ok(pid !== undefined && more.length === 0, 'not yet')
    return pid
  })
}

test('an order becomes a verified film in storage, with plan, progress and log', async (t) => {
  const bench = await openBench(t)
  const ticks: RenderProgress[] = []
  t.teardown(onProgress(bench.nats, (tick) => ticks.push(tick)))
  const { ref } = await storeOrder(bench.storage, 'video', { seconds: 1 })
  await bench.startWorker({ profile })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await bench.untilTypes(
    renderId,
    ['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderCompleted'],
    30_000,
  )
  await bench.untilNoWork()

  const [, , planned, completed] = await bench.events(renderId)
  assert.ok(planned?.type === 'RenderPlanned' && completed?.type === 'RenderCompleted', 'in this order')
  t.match(planned.data, {
    mode: 'inline',
    encoder: 'libx264',
    frameCount: 30,
    ffmpegBuild: 'test',
    chunkCount: 1,
  })
  const plan = await bench.storage.readBytes(planKey(planned.data.plan.sha256), 1_000_000)
  t.equal(createHash('sha256').update(plan).digest('hex'), planned.data.plan.sha256)

  const [film] = completed.data.outputs as [OutputFile]
  t.match(film, {
    name: 'film',
    fileName: 'film.mp4',
    frameCount: 30,
    key: `${outputPrefix(renderId)}1/film.mp4`,
  })
  t.match(film.media.video, { codec: 'h264', width: 320, height: 180 })
  const { stream, sizeBytes } = await bench.storage.get(film.key)
  t.equal(sizeBytes, film.sizeBytes)
  t.equal(
    createHash('sha256')
      .update(await buffer(stream))
      .digest('hex'),
    film.sha256,
  )

  await untilScratchIsEmpty(bench)
  const log = await eventually(async () =>
    (await bench.storage.readBytes(logKey(renderId, 1), 1_000_000)).toString(),
  )
  t.match(log, /"source":"ffmpeg"/)
  t.match(log, 'ffmpeg runs')
  t.notMatch(log, bench.scratchRoot)
  await eventually(() =>
    assert.ok(
      ticks.some(({ phase }) => phase === 'encoding'),
      'not yet',
    ),
  )
})

test('a cancel ends ffmpeg within a second, and leaves nothing behind', async (t) => {
  const bench = await openBench(t)
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds: 14, preset: 'archive' })
  await bench.startWorker({ profile, timings: { beatMs: 60_000 } })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await untilEncoding(bench)
  // FFmpeg does not wait for its plan to be on record, and a cancel would meet it there.
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderPlanned'])
  await bench.append(renderId, cancelled)
  announceCancel(bench.nats, renderId)
  await eventually(() => assert.deepEqual(ffmpegsIn(bench.scratchRoot), []), { withinMs: 1_000 })
  await bench.untilNoWork()
  await untilScratchIsEmpty(bench)
  t.equal((await bench.types(renderId)).at(-1), 'RenderCancelled')
  t.strictSame(await keysUnder(bench, outputPrefix(renderId)), [])
})

test('an ffmpeg that hangs is killed, and its attempt has stalled', async (t) => {
  const bench = await openBench(t)
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds: 14, preset: 'archive' })
  await bench.startWorker({ profile, timings: { stallMs: 3_000 } })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  const pid = await untilEncoding(bench)
  process.kill(pid, 'SIGSTOP')
  await bench.untilTypes(
    renderId,
    ['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderAttemptFailed'],
    20_000,
  )
  t.match((await bench.events(renderId)).at(-1), { data: { code: 'STALLED' } })
  t.strictSame(ffmpegsIn(bench.scratchRoot), [])
  await untilScratchIsEmpty(bench)
})

test('an asset that is gone ends the render for good, and ffmpeg never runs', async (t) => {
  const bench = await openBench(t)
  const { ref, order } = await storeOrder(bench.storage, 'video', { seconds: 1 })
  await bench.storage.remove(assetKey(order.assets[0]!.sha256))
  await bench.startWorker({ profile })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await bench.untilNoWork()
  const last = (await bench.events(renderId)).at(-1)
  t.match(last, { type: 'RenderFailed', data: { code: 'ASSET_MISSING', message: order.assets[0]!.assetId } })
})

test('an order that cannot be resolved ends the render for good', async (t) => {
  const bench = await openBench(t)
  const { ref } = await storeOrder(bench.storage, 'video', { seconds: 60 })
  await bench.startWorker({ profile })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderFailed'])
  t.match((await bench.events(renderId)).at(-1), {
    data: { code: 'PLAN_INVALID', message: '/tracks/0/clips/0' },
  })
})
