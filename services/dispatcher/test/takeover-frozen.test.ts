/** A Postgres that stops, with the lock of who leads in it. In real time: nothing is shortened. */
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { startPostgresServer } from '../../../test/support/postgres.ts'
import { startWorker, untilMessages, withDispatching } from './dispatching.ts'

const promisedMs = 30_000
const shortFreezeMs = 2_000

test('a Postgres that is frozen and comes back has one leader all the time, and who stood by leads in the end', async (t) => {
  const server = await startPostgresServer(['-c', 'fsync=off', '-c', 'shared_buffers=16MB'])
  t.teardown(() => server.remove())
  const dispatching = await withDispatching(t, Promise.resolve(server))
  t.teardown(() => server.thaw())
  const { nats, request } = dispatching
  await startWorker(t, nats.url, { slots: 4 })
  let failed = 0
  const leader = await dispatching.start({
    fail: () => {
      t.equal(standby.phase, 'standing by', 'there are never two')
      failed += 1
    },
  })
  const renders = [await request()]
  await untilMessages(dispatching, renders)
  const standby = await dispatching.start()

  server.freeze()
  await delay(shortFreezeMs)
  server.thaw()
  renders.push(await request())
  await untilMessages(dispatching, renders)
  t.same([leader.phase, standby.phase, failed], ['active', 'standing by', 0], 'a short one changes nothing')

  server.freeze()
  await eventually(() => assert.equal(failed, 1), { withinMs: promisedMs })
  t.equal(standby.phase, 'standing by')
  const returnedMs = performance.now()
  server.thaw()
  await eventually(() => assert.equal(standby.phase, 'active'), { withinMs: promisedMs, everyMs: 20 })
  t.comment(`led ${Math.round(performance.now() - returnedMs)} ms after its return`)
  renders.push(await request())
  await untilMessages(dispatching, renders)
  t.equal(failed, 1)
})
