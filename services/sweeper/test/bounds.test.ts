import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chunkManifestKey } from '@framewright/schemas'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { dayMs, hourMs, keyOf, withCaching, type Caching } from './caching.ts'

const sorted = (...names: (string | number)[]): string[] => names.map(keyOf).sort()

/** Until nothing else is in the cache, and the rows say so. */
const untilCached = ({ cached, folders, rows }: Caching, keys: readonly string[]): Promise<void> =>
  eventually(async () => {
    assert.deepEqual(cached(), keys)
    assert.deepEqual(folders(), keys)
    assert.deepEqual(
      (await rows()).map(({ key }) => key),
      keys,
    )
  })

test('what is more than the cache may hold goes, the least recently used first', async (t) => {
  const caching = await withCaching(t)
  for (const days of [4, 2, 6, 3, 5]) await caching.put({ key: keyOf(days), rowAgoMs: days * dayMs })
  const { metrics } = await caching.start({ config: { CACHE_MAX_BYTES: 2_999 } })
  await untilCached(caching, sorted(2, 3))
  await eventually(async () => {
    const text = await metrics.text()
    assert.match(text, /render_cache_bytes\{.*\} 2000/)
    assert.match(text, /render_cache_chunks\{.*\} 2/)
    assert.match(text, /render_cache_evicted_chunks_total\{reason="bytes",.*\} 3/)
    assert.doesNotMatch(text, /reason="age"/)
  })
  t.pass('and it is counted')
})

test('what nobody has used for long goes, however small the cache is', async (t) => {
  const caching = await withCaching(t)
  for (const days of [1, 6, 8, 30]) await caching.put({ key: keyOf(days), rowAgoMs: days * dayMs })
  const { metrics } = await caching.start({ config: { CACHE_MAX_AGE_DAYS: 7 } })
  await untilCached(caching, sorted(1, 6))
  t.match(await metrics.text(), /render_cache_evicted_chunks_total\{reason="age",.*\} 2/)
})

test('what was used within the longest time a render may take stays, however large it is', async (t) => {
  const caching = await withCaching(t)
  await caching.put({ key: keyOf('in use'), rowAgoMs: 23 * hourMs, fileSizes: [5_000] })
  await caching.put({ key: keyOf('new'), rowAgoMs: 0 }, { key: keyOf('old'), rowAgoMs: 25 * hourMs })
  const sweeper = await caching.start({ config: { CACHE_MAX_BYTES: 0, CACHE_MAX_AGE_DAYS: 1 } })
  await untilCached(caching, sorted('in use', 'new'))
  await eventually(() => assert.match(sweeper.lines.join(''), /more than the cache may hold/))
  const { status } = await fetch(`http://127.0.0.1:${sweeper.probePort}/health/ready`)
  t.equal(status, 200)
})

test('a chunk that was touched is spared, and its row learns of it', async (t) => {
  const caching = await withCaching(t)
  const { storage, put, rows } = caching
  await put({ key: keyOf('a hit'), rowAgoMs: 90 * dayMs }, { key: keyOf('no hit'), rowAgoMs: 40 * dayMs })
  t.equal(await storage.touch(chunkManifestKey(keyOf('a hit'))), true)
  await caching.start({ config: { CACHE_MAX_BYTES: 0 } })
  await untilCached(caching, sorted('a hit'))
  const [row] = await rows()
  const { modifiedAt } = (await storage.stat(chunkManifestKey(keyOf('a hit'))))!
  t.same(row?.last_used_at, modifiedAt)
})

test('among those that may go it is the time of the manifest that counts', async (t) => {
  const caching = await withCaching(t)
  await caching.put({ key: keyOf('a'), rowAgoMs: 20 * dayMs, manifestAgoMs: 2 * dayMs })
  await caching.put({ key: keyOf('b'), rowAgoMs: 10 * dayMs, manifestAgoMs: 11 * dayMs })
  await caching.put({ key: keyOf('c'), rowAgoMs: 9 * dayMs, manifestAgoMs: 3 * dayMs })
  await caching.start({ config: { CACHE_MAX_BYTES: 1_000 } })
  await untilCached(caching, sorted('a'))
  t.pass('b and c have gone')
})

test('what half an eviction has left goes with the next one, whatever it was in the middle of', async (t) => {
  const caching = await withCaching(t)
  await caching.put({ key: keyOf('whole'), rowAgoMs: 40 * dayMs })
  const half = { rowAgoMs: 40 * dayMs, manifestAgoMs: null, filesAgoMs: 50 * dayMs }
  await caching.put({ key: keyOf('its manifest'), ...half })
  await caching.put({ key: keyOf('some files'), ...half, fileSizes: [600] })
  await caching.put({ key: keyOf('all but its row'), ...half, fileSizes: [] })
  mkdirSync(join(caching.folder, keyOf('all but its row')))
  const { metrics } = await caching.start()
  await untilCached(caching, [])
  t.match(await metrics.text(), /render_cache_evicted_chunks_total\{reason="age",.*\} 1/)
})
