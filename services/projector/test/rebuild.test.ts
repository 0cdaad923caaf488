import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createProjection, rebuildRows } from '@framewright/projector'
import { test } from 'tap'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { foldedRows, liveOneOfEach, storedRows, untilProjected, withStores, type Stores } from './history.ts'

const rebuild = ({ eventStore, db }: Stores, signal = new AbortController().signal) =>
  rebuildRows({ eventStore, db, log: quietLog, signal })

test('a rebuild makes the rows that the events say, whatever they were before', async (t) => {
  const stores = await withStores(t)
  await liveOneOfEach(stores.eventStore)
  const { events } = await rebuild(stores)
  const expected = await foldedRows(stores.eventStore)
  t.ok(events > 0)
  t.strictSame(await storedRows(stores.db), expected)
  await stores.db.query(`update renders set status = 'failed', version = 99`)
  await stores.db.query('delete from assets')
  await stores.db.query(`update render_chunks set state = 'failed', version = 99`)
  await rebuild(stores)
  t.strictSame(await storedRows(stores.db), expected)
})

test('readers see every row while it goes on, and the projector that runs goes on after it', async (t) => {
  const stores = await withStores(t)
  const { db, eventStore } = stores
  await liveOneOfEach(eventStore)
  const ended = new AbortController()
  const projection = createProjection({ eventStore, db, log: quietLog, onBatch: () => {} })
  const running = projection.run(ended.signal)
  t.teardown(async () => {
    ended.abort()
    await running
  })
  await untilProjected(stores)

  let reading = true
  let least = Number.POSITIVE_INFINITY
  const reader = (async () => {
    while (reading) least = Math.min(least, (await storedRows(db)).renders.length)
  })()
  for (let turn = 0; turn < 3; turn += 1) {
    await Promise.all([rebuild(stores), liveOneOfEach(eventStore)])
  }
  reading = false
  await reader
  t.ok(least >= 6, `a reader saw ${least} renders`)

  await liveOneOfEach(eventStore)
  await untilProjected(stores)
})

test('a rebuild that is broken off has changed nothing', async (t) => {
  const stores = await withStores(t)
  await liveOneOfEach(stores.eventStore)
  await rebuild(stores)
  await stores.db.query(`update renders set title = 'before'`)
  const before = await storedRows(stores.db)
  const abort = new AbortController()
  abort.abort(new Error('no more'))
  await t.rejects(rebuild(stores, abort.signal), { message: 'no more' })
  t.strictSame(await storedRows(stores.db), before)
})

test('the entry point rebuilds and ends by itself', async (t) => {
  const stores = await withStores(t)
  await liveOneOfEach(stores.eventStore)
  const main = fileURLToPath(new URL('../dist/rebuild.js', import.meta.url))
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, EVENT_STORE_URL: stores.url, DATABASE_URL: stores.url, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  t.same(await once(child, 'exit'), [0, null])
  t.strictSame(await storedRows(stores.db), await foldedRows(stores.eventStore))
})
