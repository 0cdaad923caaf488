import { evolveChunk, waitingChunk } from '@framewright/domain'
import { chunkRowAfter, chunkRowsOf, createProjection } from '@framewright/projector'
import { getRenderChunks, openChangeFeed, type ChunkRow } from '@framewright/read-model'
import type { ChunkEvent, ChunkView } from '@framewright/schemas'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { chunkedLives, liveChunkedRender, untilProjected, withStores, type Stores } from './history.ts'

const { chunk } = facts
const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
const place = { renderId: facts.renderId, planId: 2, plannedAt: at(0) }

test('a plan is a row for each chunk: pictures one behind the other, the sound as long as the film', (t) => {
  const planned = facts.plan({
    ...{ mode: 'chunked', chunkCount: 4, chunkFrames: [0, 60, 20, 40], hits: [0, 2], frameCount: 120 },
  })
  t.strictSame(
    chunkRowsOf(planned, place).map((row) => [
      row.number,
      row.kind,
      row.start_frame,
      row.frame_count,
      row.state,
    ]),
    [
      [0, 'sound', 0, 120, 'hit'],
      [1, 'pictures', 0, 60, 'waiting'],
      [2, 'pictures', 60, 20, 'hit'],
      [3, 'pictures', 80, 40, 'waiting'],
    ],
  )
  t.end()
})

const [waiting] = chunkRowsOf(facts.plan({ mode: 'chunked', chunkFrames: [60] }), place) as [ChunkRow]
const rowAfter = (...events: ChunkEvent[]): ChunkRow =>
  events.reduce(
    (row, event, n) => chunkRowAfter(row, { event, revision: BigInt(n), recordedAt: at(n) }),
    waiting,
  )

test('a row says the same of state, attempt and holder as the domain', (t) => {
  const lives = [
    [chunk.claimed(1), chunk.attemptFailed(1), chunk.claimed(2), chunk.rendered(2)],
    [chunk.claimed(1), chunk.handedBack(1), chunk.claimed(2), chunk.claimed(3), chunk.failed(3)],
  ]
  for (const life of lives) {
    let domain = waitingChunk
    for (const [n, event] of life.entries()) {
      domain = evolveChunk(domain, event, BigInt(n))
      const row = rowAfter(...life.slice(0, n + 1))
      const isRetrying = domain.retryAt !== null
      t.match(row, { state: isRetrying ? 'retrying' : domain.status, attempt: domain.attempt, version: n })
      if (row.state !== 'rendered') t.equal(row.worker_id, domain.holder?.workerId ?? null)
    }
  }
  t.match(rowAfter(...lives[0]!), { worker_id: 'worker-2', updated_at: at(3) })
  t.end()
})

test('an event that a chunk has seen changes nothing, and one that comes too early is a bug', (t) => {
  const row = rowAfter(chunk.claimed(1), chunk.attemptFailed(1))
  t.equal(chunkRowAfter(row, { event: chunk.claimed(1), revision: 0n, recordedAt: at(9) }), row)
  const early = { event: chunk.rendered(2), revision: 3n, recordedAt: at(9) }
  t.throws(() => chunkRowAfter(row, early), /expects 2/)
  t.end()
})

async function project(t: { teardown(end: () => unknown): void }, { eventStore, db }: Stores): Promise<void> {
  const ended = new AbortController()
  const running = createProjection({ eventStore, db, log: quietLog, onBatch: () => {} }).run(ended.signal)
  t.teardown(async () => {
    ended.abort()
    await running
  })
  await untilProjected({ eventStore, db })
}

const statesOf = (chunks: readonly ChunkView[] | undefined): string[] =>
  chunks?.map(({ state }) => state) ?? []

test('what is open when a render ends is shown as cancelled, and what was made stays', async (t) => {
  const stores = await withStores(t)
  const ids: string[] = []
  for (const life of chunkedLives) ids.push(await liveChunkedRender(stores.eventStore, life))
  await project(t, stores)
  const found = await getRenderChunks(stores.db, { renderIds: ids, userId: 'ada' })
  const states = ids.map((id) => statesOf(found.find(({ renderId }) => renderId === id)?.chunks))
  t.strictSame(states, [
    ['running', 'retrying', 'hit', 'waiting'],
    ['cancelled', 'cancelled', 'hit', 'cancelled'],
    ['cancelled', 'cancelled', 'hit', 'rendered'],
    ['cancelled', 'failed', 'hit', 'cancelled'],
    ['running', 'hit', 'waiting'],
    [],
    ['waiting', 'running'],
    [],
  ])
  const [, cancelled] = found.find(({ renderId }) => renderId === ids[1])?.chunks ?? []
  t.match(cancelled, { attempt: 2, workerId: null }, 'also where a worker had not heard of it')
  t.strictSame(await getRenderChunks(stores.db, { renderIds: ids, userId: 'eve' }), [])
})

test('changes of chunks are told once for each render, with whose it is, and what is old is not told', async (t) => {
  const stores = await withStores(t)
  const feed = await openChangeFeed(stores.db)
  t.teardown(() => feed.close())
  const heard: unknown[] = []
  feed.onChunks((change) => heard.push(change))
  const late = [...chunkedLives[5]!]
  const renderId = await liveChunkedRender(stores.eventStore, late.slice(0, 4))
  await project(t, stores)
  await eventually(() => {
    if (heard.length === 0) throw new Error('nothing was told')
  })
  t.strictSame(heard, [{ renderId, userId: 'ada' }])
})
