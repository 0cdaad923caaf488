import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { saveCachedChunks } from '@framewright/read-model'
import { chunkFileKey } from '@framewright/schemas'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { dayMs, hourMs, keyOf, withCaching } from './caching.ts'

test('a chunk that no event has told of gets its row from storage', async (t) => {
  const { put, start, rows, storage, cached } = await withCaching(t)
  await put({ key: keyOf('told'), rowAgoMs: 3 * dayMs, fileSizes: [10] })
  await put({ key: keyOf('found'), rowAgoMs: null, manifestAgoMs: 5 * dayMs, fileSizes: [70, 7] })
  await put({ key: keyOf('aged'), rowAgoMs: null, manifestAgoMs: 31 * dayMs })
  await start()
  await eventually(async () => {
    const found = await rows()
    const manifest = await storage.stat(`chunks/${keyOf('found')}/manifest.json`)
    assert.deepEqual(
      found.map(({ key, size_bytes: size }) => `${key} ${size}`),
      [`${keyOf('found')} 77`, `${keyOf('told')} 10`].sort(),
    )
    assert.deepEqual(found.find(({ key }) => key === keyOf('found'))?.last_used_at, manifest?.modifiedAt)
    assert.ok(found.every((row) => row.listed_at !== null))
  })
  t.same(cached(), [keyOf('found'), keyOf('told')].sort(), 'and what is too old is evicted by it')
})

test('files without a manifest go when they are old, and a worker may be about to finish those that are not', async (t) => {
  const { put, start, folders, rows } = await withCaching(t)
  await put({ key: keyOf('left'), rowAgoMs: null, manifestAgoMs: null, filesAgoMs: 2 * dayMs })
  await put({ key: keyOf('young'), rowAgoMs: null, manifestAgoMs: null, filesAgoMs: 23 * hourMs })
  await put({ key: keyOf('a row'), rowAgoMs: 3 * dayMs, manifestAgoMs: null, filesAgoMs: hourMs })
  await put({ key: keyOf('a young row'), rowAgoMs: hourMs, manifestAgoMs: null, fileSizes: [] })
  await start()
  await eventually(async () => {
    assert.deepEqual(folders(), [keyOf('young'), keyOf('a row')].sort())
    assert.deepEqual(await rows(), [])
  })
  t.pass('and no row says that there is anything')
})

test('one old file beside a young one is of a chunk that is being made', async (t) => {
  const { put, storage, start, folders, rows } = await withCaching(t)
  const made = keyOf('made anew')
  await put({ key: made, rowAgoMs: null, manifestAgoMs: null, filesAgoMs: 9 * dayMs })
  await storage.putBytes(chunkFileKey(made, keyOf('another')), 'x')
  await put({ key: keyOf('a'), rowAgoMs: null, manifestAgoMs: dayMs })
  await start()
  await eventually(async () => assert.equal((await rows()).length, 1))
  t.same(folders(), [made, keyOf('a')].sort())
})

test('what is no chunk’s stays, and is in nobody’s way', async (t) => {
  const { put, start, folder, folders, rows } = await withCaching(t)
  await put({ key: keyOf('a'), rowAgoMs: null, manifestAgoMs: 40 * dayMs })
  await put({ key: keyOf('b'), rowAgoMs: null, manifestAgoMs: 2 * dayMs })
  const odd = ['ABC', 'an odd name', `${keyOf('c')}.part`, keyOf('a').slice(1)]
  for (const name of odd) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'manifest.json'), 'not even JSON')
  }
  writeFileSync(join(folder, keyOf('d')), 'a file where a folder is')
  writeFileSync(join(folder, keyOf('a'), 'odd ö'), 'x')
  writeFileSync(join(folder, keyOf('b'), 'manifest.json.old'), 'x')
  const { lines } = await start({ timings: { inventoryMs: 0 } })
  const stays = [...odd, keyOf('d'), keyOf('b')]
  await eventually(async () => {
    assert.deepEqual(folders(), [...stays, keyOf('a')].sort())
    assert.deepEqual(
      (await rows()).map(({ key }) => key),
      [keyOf('b')],
    )
  })
  t.match(lines.join(''), /"count":4,.*the cache has files that are no chunk’s/)
})

test('rows that a replay has brought back evict nothing', async (t) => {
  const caching = await withCaching(t)
  const { put, start, rows, cached, db } = caching
  await put({ key: keyOf('kept'), rowAgoMs: 5 * dayMs })
  await start({ config: { CACHE_MAX_BYTES: 5_000 } })
  await eventually(async () => assert.ok((await rows())[0]?.listed_at))
  const replayed = Array.from({ length: 300 }, (_, n) => ({
    ...{ key: keyOf(`long gone ${n}`), sizeBytes: 1_000_000 },
    ...{ madeAt: new Date(Date.now() - 4 * dayMs), lastUsedAt: new Date(Date.now() - (n % 9) * dayMs) },
  }))
  await db.kysely.transaction().execute(async (tx) => {
    await tx.updateTable('cached_chunks').set({ listed_at: null }).execute()
    await saveCachedChunks(tx, replayed)
  })
  await eventually(async () => assert.equal((await rows()).length, 1))
  t.same(cached(), [keyOf('kept')])
})

test('more chunks than a page has are all found, and all of their rows forgotten with them', async (t) => {
  const { put, start, rows, cached, folder } = await withCaching(t)
  const keys = Array.from({ length: 230 }, (_, n) => keyOf(n)).sort()
  for (const key of keys) await put({ key, rowAgoMs: null, manifestAgoMs: dayMs / 2, fileSizes: [1] })
  const first = await start()
  await eventually(async () =>
    assert.deepEqual(
      (await rows()).map(({ key }) => key),
      keys,
    ),
  )
  await first.stop()
  rmSync(folder, { recursive: true })
  await put({ key: keyOf('new'), rowAgoMs: null, manifestAgoMs: 0 })
  await start()
  await eventually(async () =>
    assert.deepEqual(
      (await rows()).map(({ key }) => key),
      [keyOf('new')],
    ),
  )
  t.same(cached(), [keyOf('new')])
})

test('storage that fails is waited for', async (t) => {
  const { put, start, rows, folder } = await withCaching(t)
  symlinkSync('chunks', folder)
  const { lines } = await start()
  await eventually(() => assert.match(lines.join(''), /the sweep is interrupted/))
  rmSync(folder)
  await put({ key: keyOf('a'), rowAgoMs: null, manifestAgoMs: dayMs })
  await eventually(async () => assert.equal((await rows()).length, 1))
  t.match(lines.join(''), /STORAGE_UNAVAILABLE/)
})
