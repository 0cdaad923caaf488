import t, { test } from 'tap'
import { startSystem } from '../support/system.ts'
import { filmOf, longFilmOf, untilMidway, uploadClip } from './sample-film.ts'

const system = await startSystem(t)
const client = system.client()
const asset = await uploadClip(client)

test("with JetStream's folder deleted in mid-render everything is still rendered, once", async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const running = await client.submit(longFilmOf(asset))
  const waiting = await Promise.all([1, 2, 3].map((n) => client.submit(filmOf(asset, 1, `Film ${n}`))))
  await untilMidway(watch, running.renderId)

  await system.nats.kill()
  system.nats.wipe()
  // While it is down, an edit can be submitted all the same.
  const meanwhile = await client.submit(filmOf(asset, 1, 'Meanwhile'))
  await system.nats.start()

  for (const { renderId } of [running, ...waiting, meanwhile]) {
    await client.until(renderId, 'completed')
    const types = (await client.events(renderId)).map(({ type }) => type)
    t.same(types, ['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderCompleted'])
  }
})
