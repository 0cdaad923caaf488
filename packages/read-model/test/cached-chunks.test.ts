import { test } from 'tap'
import {
  addFoundChunks,
  forgetChunk,
  getCacheSize,
  hasListedChunks,
  leastRecentlyUsed,
  markListed,
  notListed,
  noteChunkUse,
  saveCachedChunks,
} from '@framewright/read-model'
import { at, withReadModel } from './rows.ts'

const key = (digit: string): string => digit.repeat(64)
const chunk = (digit: string, second: number, sizeBytes = 1_000) => ({
  ...{ key: key(digit), sizeBytes },
  ...{ madeAt: at(second), lastUsedAt: at(second) },
})

test('a chunk has one row, which knows when it was used last, however often it is told', async (t) => {
  const { kysely } = await withReadModel(t)
  t.same(await getCacheSize(kysely), { chunks: 0, sizeBytes: 0 })
  await saveCachedChunks(kysely, [])
  await saveCachedChunks(kysely, [chunk('b', 1), chunk('a', 2)])
  await saveCachedChunks(kysely, [chunk('b', 5, 3_000_000_000)])
  await saveCachedChunks(kysely, [chunk('b', 3, 3_000_000_000)])
  t.match(await leastRecentlyUsed(kysely, { usedBefore: at(9), limit: 9 }), [
    { key: key('a'), size_bytes: 1_000, made_at: at(2), last_used_at: at(2), listed_at: null },
    { key: key('b'), size_bytes: 3_000_000_000, made_at: at(1), last_used_at: at(5), listed_at: null },
  ])
  t.same(await getCacheSize(kysely), { chunks: 2, sizeBytes: 3_000_001_000 })
})

test('the least recently used come first, and none that was used since', async (t) => {
  const { kysely } = await withReadModel(t)
  await saveCachedChunks(kysely, [chunk('a', 4), chunk('b', 3), chunk('c', 2), chunk('d', 1)])
  await noteChunkUse(kysely, key('d'), at(8))
  await noteChunkUse(kysely, key('c'), at(1))
  const oldest = await leastRecentlyUsed(kysely, { usedBefore: at(8), limit: 2 })
  t.same(
    oldest.map((row) => row.key),
    [key('c'), key('b')],
  )
})

test('a row that was used since it was read is not forgotten', async (t) => {
  const { kysely, query } = await withReadModel(t)
  await saveCachedChunks(kysely, [chunk('a', 1), chunk('b', 1)])
  // Finer than a Date is: a row that can never be told to be the same would never go.
  await query(`update cached_chunks set last_used_at = '2026-01-01T00:00:01.0006Z' where key = $1`, [
    key('a'),
  ])
  const [a, b] = await leastRecentlyUsed(kysely, { usedBefore: at(9), limit: 9 })
  await saveCachedChunks(kysely, [chunk('b', 2)])
  await forgetChunk(kysely, a!)
  await forgetChunk(kysely, b!)
  t.match(await leastRecentlyUsed(kysely, { usedBefore: at(9), limit: 9 }), [{ key: key('b') }])
})

test('an inventory marks what it finds, adds what nobody told of, and knows what it did not find', async (t) => {
  const { kysely } = await withReadModel(t)
  await saveCachedChunks(kysely, [chunk('a', 1), chunk('b', 1), chunk('c', 1)])
  t.equal(await hasListedChunks(kysely), false)
  const listedAt = at(60)
  t.same(await markListed(kysely, [key('b'), key('d'), key('e')], listedAt), new Set([key('b')]))
  await saveCachedChunks(kysely, [chunk('e', 7)])
  await addFoundChunks(kysely, [chunk('d', 2), chunk('e', 3)], listedAt)
  t.equal(await hasListedChunks(kysely), true)
  const missing = async (afterKey: string, limit: number) =>
    (await notListed(kysely, { listedAt, afterKey, limit })).map((row) => row.key)
  t.same(await missing('', 2), [key('a'), key('c')])
  t.same(await missing(key('c'), 2), [key('e')], 'its row is of the event')
  await saveCachedChunks(kysely, [chunk('b', 8)])
  t.same(await missing('', 9), [key('a'), key('c'), key('e')], 'a use does not undo the mark')
})
