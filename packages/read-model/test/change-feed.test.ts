import assert from 'node:assert/strict'
import { test, type Test } from 'tap'
import {
  openChangeFeed,
  saveAssets,
  saveRenders,
  waitForAsset,
  waitForVersion,
  type Database,
  type RenderChange,
} from '@framewright/read-model'
import { eventually } from '../../../test/support/eventually.ts'
import { assetRow, renderRow, save, withReadModel } from './rows.ts'

const patienceMs = 10_000

async function withFeed(t: Test, db: Database) {
  const feed = await openChangeFeed(db)
  t.teardown(() => feed.close())
  const heard: RenderChange[] = []
  feed.onChange((change) => heard.push(change))
  return { feed, heard }
}

/** Ends the connection that listens, as a restart of the server would. */
const cutListener = (db: Database) =>
  db.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'framewright-listen' and datname = current_database()`)

test('a change is heard once it is committed, with whose it is and what it has reached', async (t) => {
  const db = await withReadModel(t)
  const { heard } = await withFeed(t, db)
  const row = renderRow({ version: 3 })
  await db.kysely.transaction().execute(async (tx) => {
    await saveRenders(tx, [row])
    await db.query('select 1')
    t.strictSame(heard, [], 'not before the commit')
  })
  await eventually(() => assert.deepEqual(heard, [{ renderId: row.render_id, userId: 'ada', version: 3 }]))
})

test('neither a transaction that was rolled back nor a row that was there already is heard', async (t) => {
  const db = await withReadModel(t)
  const { heard } = await withFeed(t, db)
  const [rolledBack, known, last] = [renderRow(), renderRow(), renderRow()]
  const attempt = db.kysely.transaction().execute(async (tx) => {
    await saveRenders(tx, [rolledBack])
    throw new Error('changed my mind')
  })
  await t.rejects(attempt, /changed my mind/)
  await save(db, known)
  await save(db, known)
  await save(db, last)
  const ids = () => heard.map((change) => change.renderId)
  await eventually(() => assert.ok(ids().includes(last.render_id)))
  t.strictSame(ids(), [known.render_id, last.render_id])
})

test('who waits for a version is woken by it, and not by an older one', async (t) => {
  const db = await withReadModel(t)
  const { feed } = await withFeed(t, db)
  const row = renderRow({ version: 1 })
  let settled = false
  const waiting = waitForVersion(feed, row.render_id, 2n, patienceMs).finally(() => (settled = true))
  await save(db, row)
  await save(db, renderRow({ version: 9 }))
  t.equal(settled, false)
  await save(db, { ...row, version: 2 })
  t.equal(await waiting, true)
})

test('who waits for what is there already does not wait', async (t) => {
  const db = await withReadModel(t)
  const { feed } = await withFeed(t, db)
  const row = renderRow({ version: 4 })
  await save(db, row)
  t.equal(await waitForVersion(feed, row.render_id, 3, patienceMs), true)
  t.equal(await waitForVersion(feed, row.render_id, 4n, patienceMs), true)
})

test('who waits in vain is told so when the time is over', async (t) => {
  const db = await withReadModel(t)
  const { feed } = await withFeed(t, db)
  const row = renderRow()
  await save(db, row)
  t.equal(await waitForVersion(feed, row.render_id, 1, 50), false)
})

test('hundreds that wait while the rows are written all learn of it: no wake-up is lost', async (t) => {
  const db = await withReadModel(t)
  const { feed } = await withFeed(t, db)
  const rows = Array.from({ length: 300 }, () => renderRow())
  const waiting: Promise<boolean>[] = []
  for (const row of rows) {
    const saved = save(db, row)
    waiting.push(waitForVersion(feed, row.render_id, 0, patienceMs))
    if (waiting.length % 10 === 0) await saved
  }
  t.ok((await Promise.all(waiting)).every(Boolean))
})

test('an asset can be waited for as well', async (t) => {
  const db = await withReadModel(t)
  const { feed } = await withFeed(t, db)
  const row = assetRow()
  const waiting = waitForAsset(feed, row.asset_id, 0n, patienceMs)
  await db.kysely.transaction().execute((tx) => saveAssets(tx, [row]))
  t.equal(await waiting, true)
})

test('a feed whose connection was cut listens again, and says that it may have missed something', async (t) => {
  const db = await withReadModel(t)
  const { feed, heard } = await withFeed(t, db)
  let resyncs = 0
  feed.onResync(() => (resyncs += 1))
  for (const round of [1, 2, 3]) {
    await cutListener(db)
    await eventually(() => assert.equal(resyncs, round))
    const row = renderRow()
    await save(db, row)
    await eventually(() => assert.equal(heard.at(-1)?.renderId, row.render_id))
  }
})

test('who waits while the connection is cut still learns of a change that nobody heard', async (t) => {
  const db = await withReadModel(t)
  const { feed } = await withFeed(t, db)
  const row = renderRow()
  const waiting = waitForVersion(feed, row.render_id, 0, patienceMs)
  // One transaction: the listener is gone before the change is notified.
  await db.kysely.transaction().execute(async (tx) => {
    await saveRenders(tx, [row])
    await cutListener(db)
    await eventually(async () => {
      const listening = await db.query(`select 1 from pg_stat_activity
        where application_name = 'framewright-listen' and datname = current_database()`)
      assert.deepEqual(listening, [])
    })
  })
  t.equal(await waiting, true)
})

test('a feed that is closed leaves no connection and hears no more', async (t) => {
  const db = await withReadModel(t)
  const feed = await openChangeFeed(db)
  await feed.close()
  const listening = await db.query(`select 1 from pg_stat_activity
    where application_name = 'framewright-listen' and datname = current_database()`)
  t.strictSame(listening, [])
})
