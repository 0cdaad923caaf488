import assert from 'node:assert/strict'
import t, { test } from 'tap'
import { eventually } from '../support/eventually.ts'
import { startSystem } from '../support/system.ts'
import { longFilmOf, untilMidway, untilTrusted, uploadClip } from './sample-film.ts'

const system = await startSystem(t, { workers: 2 })
const client = system.client()
const asset = await uploadClip(client)
const reclaimedWithinMs = 3_000
const ffmpegGoneWithinMs = 1_000

test('a worker that is killed in mid-render is followed by another within three seconds', async (t) => {
  await untilTrusted(system)
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const { renderId } = await client.submit(longFilmOf(asset))
  await untilMidway(watch, renderId)
  const before = await client.render(renderId)
  const holder = system.workers.find(({ pid }) => before.workerId?.includes(`-${pid}-`))!
  const orphans = system.ffmpegs()
  t.not(orphans.length, 0, 'ffmpeg runs')

  const killedAt = Date.now()
  await holder.kill()
  await eventually(
    () => {
      const left = system.ffmpegs().filter((pid) => orphans.includes(pid))
      if (left.length > 0) throw new Error(`ffmpeg ${left.join(', ')} outlives its worker`)
    },
    { withinMs: ffmpegGoneWithinMs },
  )
  t.pass('its ffmpeg is gone within a second')

  const render = await watch.untilStatus(renderId, 'completed')
  t.equal(render.attempt, 2)
  t.not(render.workerId, before.workerId)
  const events = await client.events(renderId)
  t.same(
    events.map(({ type }) => type),
    [
      'RenderRequested',
      'RenderClaimed',
      'RenderPlanned',
      'RenderClaimed',
      'RenderPlanned',
      'RenderCompleted',
    ],
  )
  const reclaimedAfterMs = Date.parse(events[3]!.recordedAt) - killedAt
  t.comment(`claimed again after ${reclaimedAfterMs} ms`)
  t.ok(reclaimedAfterMs <= reclaimedWithinMs, `claimed again within ${reclaimedWithinMs} ms`)
  t.equal((await client.download(renderId)).length, render.outputs[0]?.sizeBytes)
  await eventually(() => assert.deepEqual(system.ffmpegs(), [], 'no ffmpeg is left over'))
})
