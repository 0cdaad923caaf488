import { test } from 'tap'
import {
  CursorInvalid,
  listRenders,
  type Database,
  type RenderFilter,
  type RenderRow,
} from '@framewright/read-model'
import { at, completedRow, renderRow, save, withReadModel } from './rows.ts'

async function allPages(db: Database, filter: Omit<RenderFilter, 'cursor'>, between?: () => Promise<void>) {
  const renders: RenderRow[] = []
  let cursor: string | undefined
  let pages = 0
  do {
    const page = await listRenders(db, { ...filter, cursor })
    renders.push(...page.renders)
    cursor = page.nextCursor ?? undefined
    pages += 1
    await between?.()
  } while (cursor !== undefined)
  return { ids: renders.map((row) => row.render_id), pages }
}

const newestFirst = (rows: RenderRow[]): string[] =>
  [...rows]
    .sort(
      (a, b) => b.requested_at.getTime() - a.requested_at.getTime() || (a.render_id < b.render_id ? 1 : -1),
    )
    .map((row) => row.render_id)

test('pages show every render once, newest first, whatever comes in meanwhile', async (t) => {
  const db = await withReadModel(t)
  // Three of each instant, so that the border of a page falls between renders of the same millisecond.
  const rows = Array.from({ length: 24 }, (_, n) => renderRow({ requested_at: at(Math.floor(n / 3)) }))
  await save(db, ...rows)
  let newer = 100
  const comingIn = () => save(db, renderRow({ requested_at: at((newer += 1)) }))
  const { ids, pages } = await allPages(db, { userId: 'ada', limit: 5 }, comingIn)
  t.strictSame(ids, newestFirst(rows))
  t.equal(pages, 5)
})

test('a list that ends with a full page says that it ends', async (t) => {
  const db = await withReadModel(t)
  await save(db, renderRow(), renderRow())
  t.equal((await listRenders(db, { userId: 'ada', limit: 2 })).nextCursor, null)
  t.strictSame(await listRenders(db, { userId: 'nobody', limit: 2 }), { renders: [], nextCursor: null })
})

test('filters are by user, project and status, and a tombstone is shown only to who asks for it', async (t) => {
  const db = await withReadModel(t)
  const queued = renderRow({ requested_at: at(1) })
  const done = completedRow({ requested_at: at(2), project_id: 'project-2' })
  const gone = renderRow({ requested_at: at(3), status: 'deleted', deleted_at: at(4) })
  const theirs = renderRow({ user_id: 'eve' })
  await save(db, queued, done, gone, theirs)
  const ids = async (filter: Partial<RenderFilter>) =>
    (await listRenders(db, { userId: 'ada', limit: 10, ...filter })).renders.map((row) => row.render_id)
  t.strictSame(await ids({}), [done.render_id, queued.render_id])
  t.strictSame(await ids({ projectId: 'project-2' }), [done.render_id])
  t.strictSame(await ids({ status: 'queued' }), [queued.render_id])
  t.strictSame(await ids({ status: 'queued', projectId: 'project-2' }), [])
  t.strictSame(await ids({ status: 'deleted' }), [gone.render_id])
  t.strictSame(await ids({ userId: 'eve' }), [theirs.render_id])
})

test('a cursor that no list has returned is refused', async (t) => {
  const db = await withReadModel(t)
  const forged = ['', 'x', 'a'.repeat(5000), '%00', `9${'9'.repeat(15)}.0192f0c1-2f5e-7b7a-9a54-3a5b1a2c3d4e`]
  for (const text of forged) {
    for (const cursor of [text, Buffer.from(text).toString('base64url')]) {
      await t.rejects(listRenders(db, { userId: 'ada', cursor, limit: 5 }), CursorInvalid)
    }
  }
})
