import { randomUUID } from 'node:crypto'
import { chunkStream } from '@framewright/domain'
import { createProjection, rebuildRows } from '@framewright/projector'
import type { CachedChunkRow } from '@framewright/read-model'
import type { ChunkEvent } from '@framewright/schemas'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { append, liveRender, lives, withStores, type Stores } from './history.ts'

const key = (digit: string): string => digit.repeat(64)
const claimed: ChunkEvent = { type: 'ChunkClaimed', data: { attempt: 1, workerId: 'worker-1' } }
const rendered = (digit: string, sizeBytes: number, reused = false): ChunkEvent => ({
  type: 'ChunkRendered',
  data: {
    ...{ attempt: 1, workerId: 'worker-1', key: key(digit), sha256: key('f') },
    ...{ sizeBytes, frameCount: 120, reused },
  },
})

async function liveChunk({ eventStore }: Stores, digit: string, sizeBytes: number, reused = false) {
  const stream = chunkStream({ renderId: randomUUID(), planId: 2n, number: 0 })
  await append(eventStore, stream, [claimed, rendered(digit, sizeBytes, reused)])
}

const rowsOf = ({ db }: Stores): Promise<CachedChunkRow[]> =>
  db.kysely.selectFrom('cached_chunks').selectAll().orderBy('key').execute()

function project(t: Test, { eventStore, db }: Stores): void {
  const ended = new AbortController()
  const running = createProjection({ eventStore, db, log: quietLog, onBatch() {} }).run(ended.signal)
  t.teardown(async () => {
    ended.abort()
    await running
  })
}

/** When the stores' own clock says that each chunk was made and used last. */
async function recordedUses({ eventStore }: Stores): Promise<Map<string, Date[]>> {
  const uses = new Map<string, Date[]>()
  const { signal } = new AbortController()
  for await (const item of eventStore.subscribe({ from: null, prefixes: ['chunk-'], signal })) {
    if (item.kind === 'live') break
    if (item.kind !== 'event' || item.event.type !== 'ChunkRendered') continue
    const { key: used } = item.event.data as { key: string }
    uses.set(used, [...(uses.get(used) ?? []), item.event.recordedAt])
  }
  return uses
}

test('a chunk that was rendered is in the cache, and every use of it moves its last use', async (t) => {
  const stores = await withStores(t)
  await liveChunk(stores, 'b', 200)
  project(t, stores)
  const expectRows = (sizes: Record<string, number>) =>
    eventually(async () => {
      const uses = await recordedUses(stores)
      const expected = Object.entries(sizes).map(([digit, sizeBytes]) => ({
        key: key(digit),
        size_bytes: sizeBytes,
        made_at: uses.get(key(digit))?.at(0),
        last_used_at: uses.get(key(digit))?.at(-1),
        listed_at: null,
      }))
      const found = await rowsOf(stores)
      if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(JSON.stringify(found))
    })
  await expectRows({ b: 200 })
  await liveRender(stores.eventStore, lives[1]!)
  await liveChunk(stores, 'a', 100)
  await liveChunk(stores, 'b', 200, true)
  await expectRows({ a: 100, b: 200 })
  await liveChunk(stores, 'b', 250)
  await expectRows({ a: 100, b: 250 })
  t.pass('as the events say')
})

test('a replay makes the same rows in one go, without what an inventory knew', async (t) => {
  const stores = await withStores(t)
  for (const digit of ['a', 'b', 'a', 'c', 'b', 'a']) await liveChunk(stores, digit, 100)
  project(t, stores)
  await eventually(async () => {
    const uses = await recordedUses(stores)
    const found = await rowsOf(stores)
    if (found.length !== 3 || found.some((row) => +row.last_used_at !== +uses.get(row.key)!.at(-1)!))
      throw new Error('not all of them are there')
  })
  const projected = await rowsOf(stores)
  await stores.db.query(`update cached_chunks set listed_at = now(), size_bytes = 7`)
  await stores.db.query(`insert into cached_chunks values ('found', 1, now(), now(), now())`)
  const { eventStore, db } = stores
  await rebuildRows({ eventStore, db, log: quietLog, signal: new AbortController().signal })
  t.strictSame(await rowsOf(stores), projected)
})
