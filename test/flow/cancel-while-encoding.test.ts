import t, { test } from 'tap'
import { eventually } from '../support/eventually.ts'
import { startSystem } from '../support/system.ts'
import { filmOf, longFilmOf, untilMidway, uploadClip } from './sample-film.ts'

const system = await startSystem(t)
const client = system.client()
const asset = await uploadClip(client)
const ffmpegGoneWithinMs = 1_000

test('a render that is cancelled while it encodes stops at once', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const { renderId } = await client.submit(longFilmOf(asset))
  await untilMidway(watch, renderId)
  t.not(system.ffmpegs().length, 0, 'ffmpeg runs')

  const { status } = await client.request('POST', `/renders/${renderId}/cancel`)
  t.equal(status, 202)
  await eventually(
    () => {
      if (system.ffmpegs().length > 0) throw new Error('ffmpeg still runs')
    },
    { withinMs: ffmpegGoneWithinMs },
  )
  t.pass('its ffmpeg is gone within a second')
  await watch.untilStatus(renderId, 'cancelled')

  const next = await client.submit(filmOf(asset, 1))
  await watch.untilStatus(next.renderId, 'completed')
  t.same(
    (await client.events(renderId)).map(({ type }) => type),
    ['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderCancelled'],
    'nothing followed, and the worker went on to the next one',
  )
})

test('a render that is cancelled before its turn is never begun', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const running = await client.submit(longFilmOf(asset))
  await untilMidway(watch, running.renderId)
  const waiting = await Promise.all([1, 2, 3].map((n) => client.submit(filmOf(asset, 1, `Film ${n}`))))
  for (const { renderId } of waiting) await client.request('POST', `/renders/${renderId}/cancel`)
  await watch.untilStatus(running.renderId, 'completed')
  for (const { renderId } of waiting) {
    t.same(
      (await client.events(renderId)).map(({ type }) => type),
      ['RenderRequested', 'RenderCancelled'],
    )
  }
})

test('a render that was cancelled can be retried, and is rendered then', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const { renderId } = await client.submit(longFilmOf(asset))
  await untilMidway(watch, renderId)
  await client.request('POST', `/renders/${renderId}/cancel`)
  await watch.untilStatus(renderId, 'cancelled')
  const { status } = await client.request('POST', `/renders/${renderId}/retry`)
  t.equal(status, 202)
  const render = await watch.untilStatus(renderId, 'completed')
  t.equal(render.attempt, 2)
  t.equal((await client.download(renderId)).length, render.outputs[0]?.sizeBytes)
})
