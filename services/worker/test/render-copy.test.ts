import { cpuEncoders } from '@framewright/timeline'
import { test } from 'tap'
import { openBench } from './bench.ts'
import { storeOrder } from './order.ts'

const profile = {
  ffmpegBuild: 'test',
  encoders: Object.values(cpuEncoders).map((name) => ({ name, usable: true, reason: null })),
}

test('a picture is copied, or encoded within the attempt and on the record', async (t) => {
  const bench = await openBench(t)
  await bench.startWorker({ profile })

  async function render(seconds: number) {
    const order = { seconds, policy: { copy: 'auto' as const } }
    const { ref } = await storeOrder(bench.storage, 'tagged video', order)
    const renderId = await bench.request({ order: ref })
    await bench.publish(renderId)
    await bench.untilNoWork()
    const events = await bench.events(renderId)
    const plans = events.flatMap((event) => (event.type === 'RenderPlanned' ? [event.data] : []))
    return { plans, last: events.at(-1) }
  }

  const whole = await render(2)
  t.match(whole.plans, [{ encoder: 'copy', fallbackReason: null }])
  t.match(whole.last, { type: 'RenderCompleted', data: { outputs: [{ frameCount: 60 }] } })

  const cut = await render(0.9)
  t.match(cut.plans, [
    { attempt: 1, encoder: 'copy', fallbackReason: null },
    { attempt: 1, encoder: 'libx264', fallbackReason: /^its picture is not copied: its last frames need/ },
  ])
  t.match(cut.last, { type: 'RenderCompleted', data: { outputs: [{ frameCount: 27 }] } })
})
