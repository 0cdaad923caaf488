import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import t, { test } from 'tap'
import { eventually } from '../support/eventually.ts'
import { startSystem } from '../support/system.ts'
import { filmOf, freezeFfmpeg, longFilmOf, untilMidway, uploadClip } from './sample-film.ts'

const system = await startSystem(t)
const client = system.client()
const asset = await uploadClip(client)
const [worker] = system.workers
/** A drain waits twenty seconds for what it thinks is nearly done. */
const longEtaMs = 30_000

test('a worker that is told to stop finishes what is nearly done, and takes nothing more', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const { renderId } = await client.submit(longFilmOf(asset))
  // Far less than a drain waits for, on a machine that is about to get busier too, and enough to be seen waiting.
  await watch.untilProgress(
    renderId,
    ({ etaSeconds, fraction }) => etaSeconds !== null && etaSeconds < 5 && fraction < 0.95,
  )
  const stopped = worker!.stop()
  const next = await client.submit(filmOf(asset, 1))
  t.equal(await stopped, 0, 'it ends well')
  const render = await watch.untilStatus(renderId, 'completed')
  t.equal(render.attempt, 1)
  t.equal((await client.render(next.renderId)).status, 'queued')
  await worker!.start()
  await watch.untilStatus(next.renderId, 'completed')
})

test('drained by an operator, a worker hands back what would take long, at no cost of an attempt', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const { renderId } = await client.submit(longFilmOf(asset))
  const { frame, frameCount } = await untilMidway(watch, renderId)
  await freezeFfmpeg(system)
  // Frozen, it is further from its end with each second: after so many too far for a drain to wait for it.
  await delay((longEtaMs * frame) / (frameCount - frame))

  const operator = system.client({ userId: 'olga', roles: ['operator'] })
  const { workerId } = await client.render(renderId)
  const drain = `/workers/${workerId}/drain`
  t.equal((await client.request('POST', drain)).status, 403)
  t.match(await operator.request('POST', drain), { status: 202 })
  // A supervisor that stops it meanwhile does not cut it short.
  worker!.signal('SIGTERM')
  t.equal(await worker!.untilEnded(), 0, 'it ends well')
  t.equal((await operator.request('POST', drain)).status, 404, 'and is not there any more')
  await eventually(() => assert.deepEqual(system.ffmpegs(), [], 'and its ffmpeg with it'))
  await worker!.start()
  await watch.untilStatus(renderId, 'completed')
  t.same(
    (await client.events(renderId)).map(({ type, data }) => [type, (data as { attempt?: number }).attempt]),
    [
      ['RenderRequested', undefined],
      ['RenderClaimed', 1],
      ['RenderPlanned', 1],
      ['RenderHandedBack', 1],
      ['RenderClaimed', 2],
      ['RenderPlanned', 2],
      ['RenderCompleted', 2],
    ],
  )
})
