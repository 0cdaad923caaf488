/** A leader whose process is stopped, its connections open. In real time: nothing is shortened. */
import assert from 'node:assert/strict'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { startProcess } from './dispatcher-process.ts'
import { startWorker, untilMessages, withDispatching } from './dispatching.ts'

const promisedMs = 30_000

test('a leader that is stopped loses the lock to who stands by, and ends when it is woken', async (t) => {
  const dispatching = await withDispatching(t)
  await startWorker(t, dispatching.nats.url, { slots: 4 })
  const leader = startProcess(t, dispatching)
  const first = await dispatching.request()
  await leader.active
  await untilMessages(dispatching, [first])
  const standby = await dispatching.start()

  const frozenMs = performance.now()
  leader.freeze()
  const second = await dispatching.request()
  await eventually(() => assert.equal(standby.phase, 'active'), { withinMs: promisedMs, everyMs: 100 })
  t.comment(`led after ${Math.round(performance.now() - frozenMs)} ms`)
  await untilMessages(dispatching, [first, second])

  leader.thaw()
  t.equal(await leader.ended, 1)
  const third = await dispatching.request()
  await untilMessages(dispatching, [first, second, third])
  t.equal(standby.phase, 'active')
})
