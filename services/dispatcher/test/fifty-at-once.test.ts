import assert from 'node:assert/strict'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { startWorker, withDispatching } from './dispatching.ts'

const users = ['ada', 'bob', 'cleo', 'dan', 'eve']
/** The renders of each. One asks for as much work in two films as the others in ten. */
const asked = (userId: string) => (userId === 'ada' ? { count: 2, work: 1_135 } : { count: 12, work: 100 })

test('of fifty renders at once everybody’s first goes before anybody’s second, and all of them end', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start()
  const userOf = new Map<string, string>()
  for (const userId of users) {
    const { count, work } = asked(userId)
    for (let n = 0; n < count; n += 1) {
      userOf.set(await dispatching.request({ userId, cost: { slots: 1, work } }), userId)
    }
  }
  t.equal(userOf.size, 50)
  await eventually(async () => assert.equal((await dispatching.rows()).length, 50))

  const worker = await startWorker(t, dispatching.nats.url)
  const order: string[] = []
  while (order.length < 50) {
    const delivery = await worker.take()
    const { renderId, itemId } = delivery.item
    order.push(userOf.get(renderId)!)
    await dispatching.happen(renderId, facts.claimed(1), facts.completed(1))
    await delivery.ack()
    worker.holds.delete(itemId)
  }
  await eventually(async () => assert.equal((await dispatching.rows()).length, 0))
  t.same(new Set(order.slice(0, 5)), new Set(users), 'everybody is among the first five')
  t.equal(
    order.slice(5, 40).includes('ada'),
    false,
    'whose films are ten times as long is served again after ten of each',
  )
  for (let round = 1; round < 10; round += 1) {
    const turn = order.slice(1 + 4 * round, 5 + 4 * round)
    t.same(new Set(turn), new Set(users.slice(1)), `round ${round + 1}`)
  }
})
