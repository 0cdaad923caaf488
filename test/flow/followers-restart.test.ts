import t, { test } from 'tap'
import { startSystem } from '../support/system.ts'
import { filmOf, longFilmOf, untilMidway, uploadClip } from './sample-film.ts'

const system = await startSystem(t)
const client = system.client()
const asset = await uploadClip(client)
const whole = ['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderCompleted']

test('what is submitted while there is no dispatcher is rendered when there is one', async (t) => {
  await system.dispatcher.kill()
  const renders = await Promise.all([1, 2, 3].map((n) => client.submit(filmOf(asset, 1, `Film ${n}`))))
  await system.dispatcher.start()
  for (const { renderId } of renders) {
    await client.until(renderId, 'completed')
    t.same(await typesOf(renderId), whole)
  }
})

test('a dispatcher that is killed in mid-render changes nothing about it', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const { renderId } = await client.submit(longFilmOf(asset))
  const next = await client.submit(filmOf(asset, 1))
  await untilMidway(watch, renderId)
  await system.dispatcher.kill()
  await system.dispatcher.start()
  for (const id of [renderId, next.renderId]) {
    await client.until(id, 'completed')
    t.same(await typesOf(id), whole)
  }
})

test('a projector that is killed catches up, and nobody is told anything twice', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const { renderId } = await client.submit(longFilmOf(asset))
  await untilMidway(watch, renderId)
  await system.projector.kill()
  const submittedWithoutIt = await client.submit(filmOf(asset, 1))
  t.equal(submittedWithoutIt.status, 'queued', 'an edit is accepted all the same')
  await system.projector.start()

  for (const id of [renderId, submittedWithoutIt.renderId]) {
    const render = await watch.untilStatus(id, 'completed')
    t.same(await client.render(id), render)
    t.same(await typesOf(id), whole)
    const versions = watch.messages.flatMap(({ message }) =>
      message.type === 'changed' && message.render.renderId === id ? [message.render.version] : [],
    )
    t.same(versions, [...new Set(versions)].sort(), 'versions only rise')
  }
})

async function typesOf(renderId: string): Promise<string[]> {
  return (await client.events(renderId)).map(({ type }) => type)
}
