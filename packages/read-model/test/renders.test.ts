import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { getAsset, getAssets, getRender, getRenders, loadRenders, saveAssets } from '@framewright/read-model'
import { assetRow, at, completedRow, renderRow, save, withReadModel } from './rows.ts'

test('a row comes back as it was stored, with every column', async (t) => {
  const db = await withReadModel(t)
  const rows = [
    completedRow(),
    renderRow({
      status: 'retrying',
      title: null,
      retry_at: at(9.123),
      fallback_reason: 'no encoder',
      failure: { code: 'ENCODE_FAILED', message: 'it\'s "broken" \\ {}', stderrTail: ['a', 'b'] },
      presets: ['with, comma', '"quoted"', ''],
    }),
    renderRow({ status: 'deleted', deleted_at: at(3) }),
  ]
  await save(db, ...rows)
  const ids = rows.map((row) => row.render_id)
  const stored = await loadRenders(db.kysely, ids)
  t.strictSame(
    ids.map((id) => stored.get(id)),
    rows,
  )
})

test('a row never goes back to an older version, nor changes at the same one', async (t) => {
  const db = await withReadModel(t)
  const row = completedRow({ version: 3 })
  await save(db, row)
  await save(db, { ...row, version: 2, status: 'running' })
  await save(db, { ...row, version: 3, status: 'failed' })
  t.strictSame(await getRender(db, { renderId: row.render_id, userId: 'ada' }), row)
  await save(db, { ...row, version: 4, status: 'deleted' })
  t.match(await getRender(db, { renderId: row.render_id, userId: 'ada' }), { version: 4, status: 'deleted' })
})

test('characters that Postgres cannot hold are replaced, and do not stop the projection', async (t) => {
  const db = await withReadModel(t)
  const row = renderRow({
    title: 'half \ud83d a bunny \u0000',
    failure: { code: 'ENCODE_FAILED', message: '\u0000', stderrTail: ['\udc30', 'whole 🐰'] },
  })
  await save(db, row)
  t.match(await getRender(db, { renderId: row.render_id, userId: 'ada' }), {
    title: 'half \ufffd a bunny \ufffd',
    failure: { code: 'ENCODE_FAILED', message: '\ufffd', stderrTail: ['\ufffd', 'whole 🐰'] },
  })
})

test("a render is its user's alone", async (t) => {
  const db = await withReadModel(t)
  const [mine, theirs] = [renderRow(), renderRow({ user_id: 'eve' })]
  await save(db, mine, theirs)
  t.ok(await getRender(db, { renderId: mine.render_id, userId: 'ada' }))
  t.equal(await getRender(db, { renderId: theirs.render_id, userId: 'ada' }), undefined)
  const renderIds = [mine.render_id, theirs.render_id, randomUUID()]
  t.strictSame(await getRenders(db, { renderIds, userId: 'ada' }), [mine])
  t.strictSame(await getRenders(db, { renderIds: [], userId: 'ada' }), [])
})

test("an asset is its user's alone, is found until it is removed, and keeps sizes beyond 4 GB", async (t) => {
  const db = await withReadModel(t)
  const [mine, removed, theirs] = [
    assetRow(),
    assetRow({ version: 1, removed_at: at(1) }),
    assetRow({ user_id: 'eve' }),
  ]
  await db.kysely.transaction().execute((tx) => saveAssets(tx, [mine, removed, theirs]))
  const assetIds = [mine, removed, theirs].map((row) => row.asset_id)
  t.strictSame(await getAssets(db, { assetIds, userId: 'ada' }), [mine])
  t.strictSame(await getAsset(db, { assetId: mine.asset_id, userId: 'ada' }), mine)
  t.equal(await getAsset(db, { assetId: removed.asset_id, userId: 'ada' }), undefined)
})
