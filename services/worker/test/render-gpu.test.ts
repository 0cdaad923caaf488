import assert from 'node:assert/strict'
import { planKey, type RenderPolicy } from '@framewright/schemas'
import { publishWork } from '@framewright/jetstream'
import { cpuEncoders, type RenderPlan } from '@framewright/timeline'
import t, { test } from 'tap'
import { encodersFor } from '../src/encoder-policy.ts'
import { openBench } from './bench.ts'
import { assemblyItem, chunkEvents, chunkItem, lastPlan, releaseChunks } from './chunked.ts'
import { withGpu } from './gpu.ts'
import { storeOrder } from './order.ts'

const nvenc = { name: 'h264_nvenc', usable: true, reason: null }
/** In the words of an H100, which decodes but has no encoder. */
const noNvenc = {
  name: 'h264_nvenc',
  usable: false,
  reason: 'OpenEncodeSessionEx failed: unsupported device (2)',
}
const profileWith = (gpu: typeof nvenc | typeof noNvenc) => ({
  ffmpegBuild: 'test',
  encoders: [...Object.values(cpuEncoders).map((name) => ({ ...nvenc, name })), gpu],
})

const drive = withGpu(t)

test('a GPU makes the film, or the CPU takes over within the attempt and on the record', async (t) => {
  const bench = await openBench(t)
  const worker = await bench.startWorker({ profile: profileWith(nvenc) })

  async function render(policy: RenderPolicy) {
    const { ref } = await storeOrder(bench.storage, 'video', { seconds: 1, policy })
    const renderId = await bench.request({ order: ref })
    await bench.publish(renderId)
    await bench.untilNoWork()
    const events = await bench.events(renderId)
    const plans = events.flatMap((event) => (event.type === 'RenderPlanned' ? [event.data] : []))
    return { types: events.map(({ type }) => type), plans, last: events.at(-1) }
  }

  drive('works')
  const good = await render({ encoder: 'auto' })
  t.match(good.plans, [{ encoder: 'h264_nvenc', fallbackReason: null }])
  t.match(good.last, { type: 'RenderCompleted', data: { outputs: [{ frameCount: 30 }] } })

  drive('fails in mid-render')
  const broken = await render({ encoder: 'nvenc' })
  t.strictSame(broken.types, [
    ...['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderPlanned', 'RenderCompleted'],
  ])
  t.match(broken.plans, [
    { attempt: 1, encoder: 'h264_nvenc', fallbackReason: null },
    { attempt: 1, encoder: 'libx264', fallbackReason: /Failed locking bitstream buffer/ },
  ])
  t.match(broken.last, { data: { outputs: [{ frameCount: 30 }] } })
  const [first, second] = await Promise.all(
    broken.plans.map(
      async ({ plan }) =>
        JSON.parse((await bench.storage.readBytes(planKey(plan.sha256), 1_000_000)).toString()) as RenderPlan,
    ),
  )
  assert(first !== undefined && second !== undefined)
  t.strictSame(second.tracks, first.tracks, 'the same film')

  drive('writes half a film')
  const half = await render({ encoder: 'auto' })
  t.match(half.plans.at(-1), { encoder: 'libx264', fallbackReason: /not in order/ })
  t.match(half.last, { type: 'RenderCompleted', data: { outputs: [{ frameCount: 30 }] } })

  drive('fails in mid-render')
  const strict = await render({ encoder: 'nvenc', fallback: false })
  t.match(strict.plans, [{ encoder: 'h264_nvenc' }])
  t.match(strict.last, { type: 'RenderAttemptFailed', data: { code: 'ENCODE_FAILED' } })
  await worker.stop()

  await bench.startWorker({ profile: profileWith(noNvenc) })
  const absent = await render({ encoder: 'nvenc' })
  t.match(absent.plans, [
    { encoder: 'libx264', fallbackReason: 'h264_nvenc: OpenEncodeSessionEx failed: unsupported device (2)' },
  ])
  const waits = await render({ encoder: 'nvenc', fallback: false })
  t.match(waits.last, {
    type: 'RenderAttemptFailed',
    data: { code: 'ENCODER_UNAVAILABLE', message: /unsupported device/ },
  })
})

test('a GPU that fails in mid-film leads to another plan of all its chunks, for the CPU', async (t) => {
  const bench = await openBench(t)
  await bench.startWorker({ profile: profileWith(nvenc) })
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds: 16, policy: { encoder: 'auto' } })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await bench.untilNoWork()
  const first = await lastPlan(bench, renderId)
  t.match(first.data, { encoder: 'h264_nvenc', fallbackReason: null })
  drive('works')
  await publishWork(bench.nats, chunkItem(renderId, first.planId, 4))
  await bench.untilNoWork(30_000)
  drive('fails in mid-render')
  await publishWork(bench.nats, chunkItem(renderId, first.planId, 3))
  await bench.untilNoWork(30_000)

  const second = await lastPlan(bench, renderId)
  t.match(second.data, { attempt: 1, encoder: 'libx264', fallbackReason: /Failed locking bitstream buffer/ })
  t.strictSame(second.data.hits, [], 'chunks of two encoders do not join')
  t.match(await chunkEvents(bench, renderId, first.planId, 3), [{ type: 'ChunkClaimed' }])
  await publishWork(bench.nats, chunkItem(renderId, first.planId, 2))
  await bench.untilNoWork()
  t.strictSame(await chunkEvents(bench, renderId, first.planId, 2), [], 'the plan before is over')

  await releaseChunks(bench, renderId, second)
  await bench.untilNoWork(30_000)
  await publishWork(bench.nats, assemblyItem(renderId, second.planId))
  await bench.untilNoWork(30_000)
  t.match((await bench.events(renderId)).at(-1), {
    type: 'RenderCompleted',
    data: { outputs: [{ frameCount: 480 }] },
  })
})

test('an attempt after one that did not end well asks no GPU', async (t) => {
  const edit = { policy: { encoder: 'auto' as const }, outputs: [{ name: 'film', preset: 'standard' }] }
  const on = (attempt: number, fallback: boolean) => {
    const given = { ...edit, policy: { ...edit.policy, fallback } } as Parameters<typeof encodersFor>[0]
    return encodersFor(given, attempt, profileWith(nvenc))
  }
  t.match(on(1, true), { encoders: { h264: 'h264_nvenc' }, fallbackReason: null })
  t.match(on(2, true), { encoders: { h264: 'libx264' }, fallbackReason: /earlier attempt/ })
  t.match(on(2, false), { encoders: { h264: 'h264_nvenc' }, fallbackReason: null })
})
