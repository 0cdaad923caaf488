import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planKey } from '@framewright/schemas'
import { cpuEncoders, type RenderPlan } from '@framewright/timeline'
import { test, type Test } from 'tap'
import { openBench } from './bench.ts'
import { storeOrder } from './order.ts'

const encoders = Object.values(cpuEncoders).map((name) => ({ name, usable: true, reason: null }))

/** An ffmpeg in PATH whose first film has more at its end than it was asked for, as encoders that miss a rate have. */
function withLavishEncoder(t: Test, moreBytes: number): void {
  const real = spawnSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).stdout.trim()
  const folder = mkdtempSync(join(tmpdir(), 'framewright-lavish-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const script = `#!/bin/bash
'${real}' "$@" || exit
film="\${@: -1}"
if [[ $film == */output-0.mp4 && ! -e '${folder}/was-lavish' ]]; then
  head -c ${moreBytes} /dev/zero >>"$film"
  : >'${folder}/was-lavish'
fi
`
  writeFileSync(join(folder, 'ffmpeg'), script, { mode: 0o755 })
  const before = process.env['PATH'] ?? ''
  process.env['PATH'] = `${folder}:${before}`
  t.teardown(() => (process.env['PATH'] = before))
}

test('a film that becomes too large is made again, and the last plan on record is that of its file', async (t) => {
  withLavishEncoder(t, 1_000_000)
  const bench = await openBench(t)
  const { ref } = await storeOrder(bench.storage, 'video', { seconds: 1, maxSizeMb: 1 })
  await bench.startWorker({ profile: { ffmpegBuild: 'test', encoders } })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  // Two encodes at the highest quality there is: on a busy machine they take their time.
  await bench.untilNoWork(60_000)

  const events = await bench.events(renderId)
  const planned = events.flatMap((event) => (event.type === 'RenderPlanned' ? [event.data] : []))
  const plans = await Promise.all(
    planned.map(
      async ({ plan }) =>
        JSON.parse((await bench.storage.readBytes(planKey(plan.sha256), 1_000_000)).toString()) as RenderPlan,
    ),
  )
  const [first, second] = plans.map(({ outputs }) => {
    const video = outputs[0]?.video
    assert(video != null && 'rate' in video && video.rate !== undefined)
    return video.rate.averageKbps
  })
  t.ok(first !== undefined && second !== undefined && second < first, `${second} after ${first} kbit/s`)
  const last = events.at(-1)
  assert(last?.type === 'RenderCompleted')
  t.ok((last.data.outputs[0]?.sizeBytes ?? Infinity) <= 1_000_000)
})
