import { publishWork } from '@framewright/jetstream'
import type { RenderPolicy, WorkItem } from '@framewright/schemas'
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
const film = { seconds: 15, canvas: { width: 64, height: 36, fps: 10 }, policy: { encoder: 'auto' as const } }
const drive = withGpu(t)
const bench = await openBench(t)
await bench.startWorker({ profile })

test('a plan in chunks that only a film in one piece can replace ends in that film, by that plan', async (t) => {
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
    { type: 'RenderCompleted', data: { attempt: 2, outputs: [{ frameCount: 150 }] } },
  ])
})

test('chunks of two GPUs that do not join are made anew: all of them by the CPU, or the odd ones', async (t) => {
  const work = async (item: WorkItem) => {
    await publishWork(bench.nats, item)
    await bench.untilNoWork(30_000)
  }
  async function plannedFilm(policy: RenderPolicy) {
    const { ref } = await storeOrder(bench.storage, 'long video', { ...film, policy })
    const renderId = await bench.request({ order: ref })
    await bench.publish(renderId)
    await bench.untilNoWork()
    return { renderId, plan: await lastPlan(bench, renderId) }
  }

  drive('works')
  const { renderId, plan } = await plannedFilm({ encoder: 'auto' })
  for (const number of [0, 1, 3]) await work(chunkItem(renderId, plan.planId, number))
  drive('is another one')
  await work(chunkItem(renderId, plan.planId, 2))
  await work(assemblyItem(renderId, plan.planId))
  t.match((await lastPlan(bench, renderId)).data, {
    ...{ attempt: 2, encoder: 'libx264', hits: [0] },
    fallbackReason: /^the chunks of the GPU do not join: film: chunk 2 has avcC /,
  })

  drive('works')
  const strict = await plannedFilm({ encoder: 'nvenc', fallback: false })
  t.strictSame(strict.plan.data.hits, [0, 1, 2, 3])
  await work(assemblyItem(strict.renderId, strict.plan.planId))
  const again = await lastPlan(bench, strict.renderId)
  t.match(again.data, { encoder: 'h264_nvenc', hits: [0, 1, 3] })
  await work(chunkItem(strict.renderId, again.planId, 2))
  await work(assemblyItem(strict.renderId, again.planId))
  const last = (await bench.events(strict.renderId)).at(-1)
  t.match(last, { type: 'RenderCompleted', data: { outputs: [{ frameCount: 150 }] } })
})
