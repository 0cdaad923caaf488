import assert from 'node:assert/strict'
import { assemblyItemId, chunkItemId, chunkStream, renderStream } from '@framewright/domain'
import { test } from 'tap'
import * as chunks from '../../../test/support/chunk-facts.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { runSql } from '../../../test/support/postgres.ts'
import * as facts from '../../../test/support/render-facts.ts'
import {
  itemOf,
  startWorker,
  untilItems,
  untilRows,
  withDispatching,
  type Dispatching,
} from './dispatching.ts'

const planId = 2n
const chunkId = (renderId: string, number: number) => chunkItemId({ renderId, planId, number })

/** A render whose plan has so many chunks. */
async function plan(
  dispatching: Dispatching,
  chunkCount: number,
  { userId = 'ada', hits = [] as number[] } = {},
) {
  const renderId = await dispatching.request({ userId })
  await dispatching.happen(renderId, facts.claimed(1), facts.planned({ mode: 'chunked', chunkCount, hits }))
  return renderId
}

/** Until nothing else is left to be released. */
const untilChunks = (dispatching: Dispatching, count: number) =>
  untilRows(
    dispatching,
    Array.from({ length: count }, () => ({ kind: 'chunk' as const })),
  )

const render = (dispatching: Dispatching, renderId: string, number: number) =>
  dispatching.happenTo({ renderId, planId, number }, chunks.chunkClaimed(), chunks.chunkRendered())

test('chunks go out in the order of their numbers, each says which it is, and the film follows the last', async (t) => {
  const dispatching = await withDispatching(t)
  const renderId = await plan(dispatching, 13, { hits: [3] })
  const worker = await startWorker(t, dispatching.nats.url, { slots: 6 })
  await dispatching.start()
  const numbers: number[] = []
  for (let count = 0; count < 12; count += 1) {
    const { item, ack } = await worker.take()
    assert(item.kind === 'chunk')
    if (count === 10) {
      const number = 11
      const stream = chunkStream({ renderId, planId, number })
      t.match(item, { renderId, itemId: chunkId(renderId, number), stream, planId: 2, number, lane: 'cpu-s' })
      t.match(item.traceparent, /^00-0af7651916cd43dd8448eb211c80319c-/)
    }
    numbers.push(item.number)
    await render(dispatching, renderId, item.number)
    await ack()
  }
  t.same(numbers, [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  const { item } = await worker.take()
  const itemId = assemblyItemId(renderId, planId)
  t.match(item, { kind: 'assembly', renderId, itemId, planId: 2, stream: renderStream(renderId) })
  await untilItems(dispatching, [itemId])
})

test('however long a film of many chunks is under way already, another’s single render is next', async (t) => {
  const dispatching = await withDispatching(t)
  // By the time that bob comes, ada's film would have become more urgent than his many times over.
  await dispatching.start({ timings: { ageStepMs: 20 } })
  const ada = await plan(dispatching, 400)
  await untilChunks(dispatching, 400)
  await startWorker(t, dispatching.nats.url)
  const two = [chunkId(ada, 0), chunkId(ada, 1)]
  await untilItems(dispatching, two)
  const bob = await dispatching.request({ userId: 'bob' })
  await untilRows(dispatching, [
    ...Array.from({ length: 400 }, () => ({ user_id: 'ada' })),
    { user_id: 'bob', state: 'waiting' as const },
  ])
  t.same((await dispatching.messages()).sort(), two)
  await render(dispatching, ada, 0)
  await untilItems(dispatching, [chunkId(ada, 0), chunkId(ada, 1), itemOf(bob)])
})

test('the assembly of a film goes before what its user asked for later', async (t) => {
  const dispatching = await withDispatching(t)
  const finished = await plan(dispatching, 1, { hits: [0] })
  const other = await plan(dispatching, 5)
  await startWorker(t, dispatching.nats.url)
  await dispatching.start()
  await untilItems(dispatching, [assemblyItemId(finished, planId), chunkId(other, 0)])
})

test('a film that is cancelled has no chunks, and no messages', async (t) => {
  const dispatching = await withDispatching(t)
  await dispatching.start()
  const renderId = await plan(dispatching, 30)
  await untilChunks(dispatching, 30)
  await startWorker(t, dispatching.nats.url, { slots: 20 })
  await eventually(async () => assert.equal((await dispatching.messages()).length, 30))
  await dispatching.happen(renderId, facts.cancelled)
  await untilItems(dispatching, [])
  t.same(await dispatching.rows(), [])
})

test('a backlog that is thrown away has the same chunks again', async (t) => {
  const dispatching = await withDispatching(t)
  const first = await dispatching.start()
  const renderId = await plan(dispatching, 4, { hits: [0] })
  const assembled = await plan(dispatching, 2, { hits: [0, 1] })
  await render(dispatching, renderId, 2)
  const wanted = [
    { item_id: chunkId(renderId, 1) },
    { item_id: chunkId(renderId, 3) },
    { item_id: assemblyItemId(assembled, planId) },
  ]
  await untilRows(dispatching, wanted)
  const rows = await dispatching.rows()
  await first.stop()
  await runSql(dispatching.url, `delete from checkpoints where follower = 'dispatcher'`)
  await dispatching.start()
  await eventually(async () => {
    const again = await runSql(dispatching.url, `select from checkpoints where follower = 'dispatcher'`)
    assert.equal(again.length, 1)
  })
  t.same(await dispatching.rows(), rows)
})
