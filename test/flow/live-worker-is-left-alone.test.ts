import assert from 'node:assert/strict'
import t, { test } from 'tap'
import { renderStream } from '@framewright/domain'
import { connectNats, releaseWork } from '@framewright/jetstream'
import type { WorkItem } from '@framewright/schemas'
import { setTimeout as delay } from 'node:timers/promises'
import { eventually } from '../support/eventually.ts'
import { quietLog } from '../support/quiet-log.ts'
import type { ServiceProcess } from '../support/service-process.ts'
import { startSystem } from '../support/system.ts'
import { freezeFfmpeg, longFilmOf, untilMidway, uploadClip } from './sample-film.ts'

/** One of the two works, the other one has nothing to do but to be offered that work. */
const system = await startSystem(t, { workers: 2 })
const client = system.client()
const asset = await uploadClip(client)

const ackWaitMs = 30_000

test('work whose message comes five times is done once', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const link = await connectNats({ url: system.nats.url, name: 'test', log: quietLog })
  t.teardown(() => link.close())
  const { renderId, lane } = await client.submit(longFilmOf(asset))
  await untilMidway(watch, renderId)
  const { thaw } = await freezeFfmpeg(system)

  const stream = renderStream(renderId)
  const item: WorkItem = { kind: 'render', itemId: stream, renderId, stream, lane, traceparent: null }
  for (let times = 1; times <= 5; times += 1) {
    await releaseWork(link, item)
    await eventually(() => assert.ok(timesLeftAlone(renderId) >= times, `left alone ${times} times`), {
      withinMs: 20_000,
    })
  }
  thaw()
  const render = await watch.untilStatus(renderId, 'completed')
  t.equal(render.attempt, 1)
  t.same(await claimsOf(renderId), 1)
})

test('a broker that was away for longer than ack_wait takes no work from anybody', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const { renderId } = await client.submit(longFilmOf(asset))
  await untilMidway(watch, renderId)
  const { thaw } = await freezeFfmpeg(system)

  await system.nats.kill()
  // The one wait that cannot be shortened: JetStream's own clock has to run out while it is down.
  await delay(ackWaitMs + 1_000)
  await system.nats.start()
  await eventually(
    () => assert.ok(timesLeftAlone(renderId) > 0, 'it was offered to the other one, who left it alone'),
    {
      withinMs: 20_000,
    },
  )
  thaw()
  const render = await client.until(renderId, 'completed')
  t.equal(render.attempt, 1)
  t.same(await claimsOf(renderId), 1)
})

async function claimsOf(renderId: string): Promise<number> {
  return (await client.events(renderId)).filter(({ type }) => type === 'RenderClaimed').length
}

/** How often a worker has found the item held by another. */
function timesLeftAlone(renderId: string): number {
  const isIt = (line: string) => line.includes(renderId) && line.includes('the item is left for later')
  return system.workers.reduce((sum, { lines }: ServiceProcess) => sum + lines.filter(isIt).length, 0)
}
