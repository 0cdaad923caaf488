import { test } from 'tap'
import { CursorInvalid, listAssets, saveAssets, type AssetRow, type Database } from '@framewright/read-model'
import { assetRow, at, withReadModel } from './rows.ts'

const save = (db: Database, ...rows: AssetRow[]): Promise<void> =>
  db.kysely.transaction().execute((tx) => saveAssets(tx, rows))

test('pages show every asset once, newest first, whatever comes in meanwhile', async (t) => {
  const db = await withReadModel(t)
  // Two of each instant, so that the border of a page falls between assets of the same millisecond.
  const rows = Array.from({ length: 9 }, (_, n) => assetRow({ created_at: at(Math.floor(n / 2)) }))
  await save(db, ...rows)
  const shown: string[] = []
  let cursor: string | undefined
  let newer = 100
  do {
    const page = await listAssets(db, { userId: 'ada', cursor, limit: 2 })
    shown.push(...page.assets.map((row) => row.asset_id))
    cursor = page.nextCursor ?? undefined
    await save(db, assetRow({ created_at: at((newer += 1)) }))
  } while (cursor !== undefined)
  const newestFirst = [...rows].sort(
    (a, b) => b.created_at.getTime() - a.created_at.getTime() || (a.asset_id < b.asset_id ? 1 : -1),
  )
  t.strictSame(
    shown,
    newestFirst.map((row) => row.asset_id),
  )
})

test('assets of others and those that were removed are not listed', async (t) => {
  const db = await withReadModel(t)
  const mine = assetRow()
  await save(db, mine, assetRow({ user_id: 'eve' }), assetRow({ removed_at: at(1) }))
  const { assets, nextCursor } = await listAssets(db, { userId: 'ada', limit: 1 })
  t.strictSame([assets.map((row) => row.asset_id), nextCursor], [[mine.asset_id], null])
  await t.rejects(listAssets(db, { userId: 'ada', cursor: 'x', limit: 1 }), CursorInvalid)
})
