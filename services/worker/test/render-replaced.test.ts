import { publishWork } from '@framewright/jetstream'
import { cpuEncoders } from '@framewright/timeline'
import t, { test } from 'tap'
import { claimed, planned } from '../../../test/support/render-facts.ts'
import { openBench } from './bench.ts'
import { assemblyItem, chunkEvents, chunkItem, lastPlan } from './chunked.ts'
import { withGpu } from './gpu.ts'
import { storeOrder } from './order.ts'

const usable = (name: string) => ({ name, usable: true, reason: null })
const profile = {
  ffmpegBuild: 'test',
  encoders: [...Object.values(cpuEncoders), 'h264_nvenc'].map(usable),
}
const film = { seconds: 16, canvas: { width: 64, height: 36, fps: 10 }, policy: { encoder: 'auto' as const } }
const drive = withGpu(t)

test('a plan in chunks that only a film in one piece can replace ends in that film, by that plan', async (t) => {
  const bench = await openBench(t)
  await bench.startWorker({ profile })
  drive('works')
  const { ref: cut } = await storeOrder(bench.storage, 'long video', film)
  const other = await bench.request({ order: cut })
  await bench.publish(other)
  await bench.untilNoWork()
  const onGpu = await lastPlan(bench, other)

  // As if the GPU could do in one pass what takes the CPU two.
  const rate = { bitrateKbps: 1000, passes: 2 } as const
  const { ref } = await storeOrder(bench.storage, 'long video', { ...film, rate })
  const renderId = await bench.request({ order: ref }, claimed(1), planned(onGpu.data))
  drive('fails in mid-render')
  await publishWork(bench.nats, chunkItem(renderId, 2n, 3))
  await bench.untilNoWork(30_000)
  t.match((await bench.events(renderId)).at(-1), {
    type: 'RenderPlanned',
    data: {
      ...{ attempt: 1, mode: 'inline', encoder: 'libx264', chunkCount: 1, hits: [] },
      ...{ fallbackReason: /Failed locking bitstream buffer/, wholeBecause: /two passes/ },
    },
  })

  for (const old of [chunkItem(renderId, 2n, 2), assemblyItem(renderId, 2n)]) {
    await publishWork(bench.nats, old)
    await bench.untilNoWork()
  }
  t.strictSame(await chunkEvents(bench, renderId, 2n, 2), [], 'the plan before is over')
  t.equal((await bench.events(renderId)).length, 4)

  await bench.publish(renderId)
  await bench.untilNoWork(30_000)
  const [, , , replacement, ...whole] = await bench.events(renderId)
  t.match(whole, [
    { type: 'RenderClaimed', data: { attempt: 2 } },
    { type: 'RenderPlanned', data: { ...replacement!.data, attempt: 2 } },
    { type: 'RenderCompleted', data: { attempt: 2, outputs: [{ frameCount: 160 }] } },
  ])
})
