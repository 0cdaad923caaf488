import t, { test } from 'tap'
import { startSystem } from '../support/system.ts'
import { filmOf, longFilmOf, untilMidway, uploadClip } from './sample-film.ts'

const system = await startSystem(t)
const client = system.client()
const asset = await uploadClip(client)

test('killed all at once and started again, it finishes what it had begun', async (t) => {
  const watch = await client.watch('*')
  const running = await client.submit(longFilmOf(asset))
  const waiting = await client.submit(filmOf(asset, 1))
  await untilMidway(watch, running.renderId)

  await Promise.all([...system.services.map((service) => service.kill()), system.nats.kill()])
  await watch.close()
  await system.nats.start()
  await Promise.all(system.services.map((service) => service.start()))

  for (const { renderId } of [running, waiting]) {
    const render = await client.until(renderId, 'completed')
    const completions = (await client.events(renderId)).filter(({ type }) => type === 'RenderCompleted')
    t.equal(completions.length, 1)
    t.equal((await client.download(renderId)).length, render.outputs[0]?.sizeBytes)
  }
})
