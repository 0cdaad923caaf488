import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { runSql } from '../../../test/support/postgres.ts'
import { dayMs, hourMs, keyOf, withCaching } from './caching.ts'
import { startProcess } from './sweeper-process.ts'

test('killed again and again while it evicts: what has a manifest is whole, and the next one goes on', async (t) => {
  const caching = await withCaching(t)
  const { put, folder, folders, cached, rows } = caching
  const kept = ['a', 'b'].map(keyOf).sort()
  for (const key of kept) await put({ key, rowAgoMs: hourMs })
  const fileSizes = Array.from({ length: 30 }, () => 1)
  for (let n = 0; n < 60; n += 1) await put({ key: keyOf(n), rowAgoMs: 40 * dayMs, fileSizes })
  /** How many of its files a chunk still has that is neither whole nor gone. */
  const left = (): number => {
    const counts = folders().map((name) => readdirSync(join(folder, name)).length)
    return counts.find((count) => count > 3 && count < fileSizes.length) ?? 0
  }

  for (const chunks of [45, 25]) {
    const child = startProcess(t, caching.env())
    await eventually(() => assert.ok(folders().length < chunks && left() > 10), { everyMs: 1 })
    await child.kill()
    t.ok(left() > 0, `${folders().length} chunks, ${left()} files of one of them`)
    t.ok(cached().length > kept.length)
  }
  const last = startProcess(t, caching.env())
  await eventually(async () => {
    assert.deepEqual(folders(), kept)
    assert.deepEqual(
      (await rows()).map(({ key }) => key),
      kept,
    )
  })
  t.equal(await last.stop(), 0)
  t.same(cached(), kept)
})

test('of two sweepers one sweeps; when it is killed the other takes over', async (t) => {
  const caching = await withCaching(t)
  const { put, start, cached } = caching
  const child = startProcess(t, caching.env())
  await child.active
  const standby = await start()
  await put({ key: keyOf('old'), rowAgoMs: 40 * dayMs })
  await eventually(() => assert.match(standby.lines.join(''), /another sweeper is active/))
  t.equal(standby.phase, 'standing by')
  t.same(cached(), [keyOf('old')], 'nobody’s turn until the first one sweeps again')
  await child.kill()
  await eventually(() => assert.deepEqual(cached(), []))
  t.equal(standby.phase, 'active')
})

test('a sweeper that loses its session fails, and does nothing more', async (t) => {
  const caching = await withCaching(t)
  const failures: unknown[] = []
  const sweeper = await caching.start({ fail: (error) => failures.push(error) })
  await eventually(() => assert.equal(sweeper.phase, 'active'))
  await runSql(
    caching.url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'framewright-sweeper'`,
  )
  await eventually(() => assert.equal(failures.length, 1))
  t.match(failures, [{ code: 'DATABASE_UNAVAILABLE' }])
  t.equal((await fetch(`http://127.0.0.1:${sweeper.probePort}/health/ready`)).status, 503)
  await caching.put({ key: keyOf('old'), rowAgoMs: 40 * dayMs })
  const heir = await caching.start()
  await eventually(() => assert.deepEqual(caching.cached(), []))
  t.equal(heir.phase, 'active')
})
