import assert from 'node:assert/strict'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { startProcess } from './dispatcher-process.ts'
import { relayedIds, startWorker, storedIds, untilEachHasOne, withDispatching } from './dispatching.ts'

test('killed again and again while renders are requested: each has one message, and every group hears of each', async (t) => {
  const dispatching = await withDispatching(t)
  const { link, eventStore } = dispatching
  // It takes nothing: whatever is released stays where it is.
  await startWorker(t, dispatching.nats.url, { slots: 1_000 })
  const open: string[] = []
  let writing = true
  const write = async (): Promise<void> => {
    for (let turn = 0; writing; turn += 1) {
      // Of many users, none of whom reaches what one may have released at once.
      const renderId = await dispatching.request({ userId: `user-${turn % 40}` })
      if (turn % 3 === 0) await dispatching.happen(renderId, facts.cancelled)
      else open.push(renderId)
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
  }
  const writer = write()
  t.teardown(async () => {
    writing = false
    await writer
  })
  const countReleased = async () =>
    (await dispatching.rows()).filter((row) => row.state === 'released').length

  // All of them at once: one is active, the others stand by, and each of them gets its turn to be killed.
  const standing = new Set(Array.from({ length: 3 }, () => startProcess(t, dispatching)))
  for (let round = 0; round < 3; round += 1) {
    const active = await Promise.race([...standing].map((child) => child.active.then(() => child)))
    standing.delete(active)
    const before = await countReleased()
    // At whatever it is doing once it has released something, and a little later each time.
    await eventually(
      async () => {
        if ((await countReleased()) <= before) throw new Error('nothing is released yet')
      },
      { everyMs: 3 + round * 9 },
    )
    await active.kill()
  }
  writing = false
  await writer
  await dispatching.start()
  await untilEachHasOne(dispatching, open, 20_000)

  const stored = await storedIds(eventStore)
  await eventually(async () => {
    const relayed = await relayedIds(link)
    assert.deepEqual(
      stored.filter((id) => !relayed.has(id)),
      [],
    )
  })
})
