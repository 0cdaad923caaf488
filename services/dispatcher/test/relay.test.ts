import assert from 'node:assert/strict'
import { test } from 'tap'
import { chunkClaimed, chunkRendered } from '../../../test/support/chunk-facts.ts'
import { joinGroup, type ConsumerGroup } from '../../../test/support/consumer-group.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { runSql } from '../../../test/support/postgres.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { storedIds, withDispatching, type Dispatching } from './dispatching.ts'

const brief = { noteMs: 100, reconcileMs: 1_000 }

const untilAllSeen = (dispatching: Dispatching, { seen }: ConsumerGroup) =>
  eventually(
    async () => {
      const stored = await storedIds(dispatching.eventStore)
      assert.deepEqual(
        stored.filter((id) => !seen.includes(id)),
        [],
      )
    },
    { withinMs: 30_000, everyMs: 100 },
  )

/** What a wiped stream is made anew from. */
async function noted({ url }: Dispatching): Promise<{ note: string | null; groups: string[] }> {
  const [row] = await runSql<{ note_position: string | null; consumer_groups: { name: string }[] }>(
    url,
    'select note_position, consumer_groups from relay_state',
  )
  return { note: row!.note_position, groups: row!.consumer_groups.map(({ name }) => name) }
}

test('a group is told of every event, once and in order while nothing goes wrong', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start({ timings: brief })
  const group = await joinGroup(t, dispatching.link)
  const renderId = await dispatching.request()
  await dispatching.happen(renderId, facts.claimed(1), facts.planned({ mode: 'chunked' }))
  await dispatching.happenTo({ renderId, planId: 2n, number: 0 }, chunkClaimed(), chunkRendered())
  await dispatching.happen(renderId, facts.claimed(2), facts.completed(2))
  await untilAllSeen(dispatching, group)
  t.same(group.seen, await storedIds(dispatching.eventStore))
})

test('JetStream wiped: the group is made again, and told of everything that it had not acknowledged', async (t) => {
  const dispatching = await withDispatching(t)
  const { nats, url } = dispatching
  await dispatching.start({ timings: brief })
  const group = await joinGroup(t, dispatching.link)
  const before = await dispatching.request()
  await untilAllSeen(dispatching, group)
  await eventually(async () => {
    const { note, groups } = await noted(dispatching)
    assert.equal(note, '1', 'the request is acknowledged')
    assert.deepEqual(groups, ['webhooks'])
  })

  await group.leave()
  await dispatching.happen(before, facts.claimed(1), facts.completed(1))
  await eventually(async () => {
    const [row] = await runSql<{ position: string }>(
      url,
      `select * from checkpoints where follower = 'relay'`,
    )
    assert.equal(row?.position, '3')
  })
  await nats.kill()
  nats.wipe()
  await nats.start()
  const [first] = group.seen
  const again = await joinGroup(t, dispatching.link, { isNew: false })
  await eventually(async () => {
    const [, ...later] = await storedIds(dispatching.eventStore)
    assert.deepEqual(
      later.filter((id) => !again.seen.includes(id)),
      [],
    )
  })
  t.notOk(again.seen.includes(first!), 'what was acknowledged long before is not told again')
})

test('wiped twice, and its dispatcher replaced in between, under a stream of events: the group hears of each', async (t) => {
  const dispatching = await withDispatching(t)
  const { nats } = dispatching
  let dispatcher = await dispatching.start({ timings: brief })
  const group = await joinGroup(t, dispatching.link)
  let writing = true
  const write = async (): Promise<void> => {
    while (writing) {
      const renderId = await dispatching.request()
      await dispatching.happen(renderId, facts.cancelled)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const writer = write()
  t.teardown(async () => {
    writing = false
    await writer
  })
  const untilMoreSeen = async () => {
    const before = group.seen.length
    await eventually(() => assert.ok(group.seen.length > before + 3), { withinMs: 20_000 })
  }
  await untilMoreSeen()
  // A group that was not there yet when the groups were noted last is nobody's to make again.
  await eventually(async () => assert.deepEqual((await noted(dispatching)).groups, ['webhooks']))
  for (let wipes = 0; wipes < 2; wipes += 1) {
    await nats.kill()
    nats.wipe()
    await nats.start()
    await untilMoreSeen()
    await dispatcher.stop()
    dispatcher = await dispatching.start({ timings: brief })
    await untilMoreSeen()
  }
  writing = false
  await writer
  await untilAllSeen(dispatching, group)
})
