import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { saveRenders, type RenderRow } from '@framewright/read-model'
import { logKey, outputKey } from '@framewright/schemas'
import { test } from 'tap'
import { completedRow, renderRow } from '../../../packages/read-model/test/rows.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { dayMs, hourMs, withCaching, type Caching } from './caching.ts'

/** A file of a render, so old. */
async function put({ storage, folder }: Caching, key: string, agoMs: number): Promise<string> {
  await storage.putBytes(key, 'x')
  const time = new Date(Date.now() - agoMs)
  utimesSync(join(folder, '..', key), time, time)
  return key
}

const row = (status: RenderRow['status'], more: Partial<RenderRow> = {}) =>
  (status === 'completed' ? completedRow : renderRow)({
    ...{ render_id: randomUUID(), status, outputs: [], updated_at: new Date(), ...more },
  })

/** As if it had just happened: so far the rows know. */
const latest = () => row('queued')

async function keptOf({ storage }: Caching): Promise<string[]> {
  const keys: string[] = []
  for (const prefix of ['outputs/', 'logs/']) for await (const key of storage.list(prefix)) keys.push(key)
  return keys.sort()
}

test('what no event names goes when it is a day old, and what one names stays, however old it is', async (t) => {
  const caching = await withCaching(t)
  const [done, failed, running] = [row('completed'), row('failed'), row('running')]
  const named = await put(caching, outputKey(done.render_id, '7', 'film.mp4'), 300 * dayMs)
  const part = await put(caching, outputKey(done.render_id, '7', 'hls/1.m4s'), 300 * dayMs)
  const [output] = completedRow().outputs
  const unnamed: string[] = []
  const young: string[] = []
  for (const { render_id } of [done, failed, running]) {
    unnamed.push(await put(caching, outputKey(render_id, '3', 'film.mp4'), 25 * hourMs))
    young.push(await put(caching, outputKey(render_id, '4', 'film.mp4'), 23 * hourMs))
  }
  const logs = await put(caching, logKey(failed.render_id, 1), 300 * dayMs)
  await saveRenders(caching.db.kysely, [
    { ...done, outputs: [{ ...output!, key: named }] },
    ...[failed, running, latest()],
  ])
  await caching.start()
  await eventually(async () => assert.deepEqual(await keptOf(caching), [named, part, ...young, logs].sort()))
  t.equal(unnamed.length, 3)
})

test('what a worker has stored for a render that was deleted goes, however young it is', async (t) => {
  const caching = await withCaching(t)
  const { render_id, ...rest } = row('deleted')
  await put(caching, outputKey(render_id, '3', 'film.mp4'), 0)
  await put(caching, logKey(render_id, 1), 0)
  await saveRenders(caching.db.kysely, [{ render_id, ...rest }])
  await caching.start()
  await eventually(async () => assert.deepEqual(await keptOf(caching), []))
})

test('outputs that have expired go, and their logs stay', async (t) => {
  const caching = await withCaching(t)
  const { render_id, outputs } = row('completed', { outputs: completedRow().outputs })
  const film = await put(caching, outputKey(render_id, '7', 'film.mp4'), 40 * dayMs)
  const logs = await put(caching, logKey(render_id, 1), 40 * dayMs)
  const expired = { expired_at: new Date(), outputs: [{ ...outputs[0]!, key: film }] }
  await saveRenders(caching.db.kysely, [row('completed', { render_id, ...expired })])
  await caching.start()
  await eventually(async () => assert.deepEqual(await keptOf(caching), [logs]))
})

test('rows that do not know yet what has happened since remove nothing', async (t) => {
  const caching = await withCaching(t)
  // A replay that has come to the time before it was completed.
  const failed = row('failed', { updated_at: new Date(Date.now() - 50 * hourMs) })
  const stored = await put(caching, outputKey(failed.render_id, '9', 'film.mp4'), 49 * hourMs)
  const unknown = await put(caching, outputKey(randomUUID(), '3', 'film.mp4'), 300 * dayMs)
  await saveRenders(caching.db.kysely, [failed])
  const { lines, stop } = await caching.start({ timings: { inventoryMs: 1 } })
  const gone = await put(caching, outputKey(failed.render_id, '1', 'film.mp4'), 300 * dayMs)
  await eventually(async () => assert.ok(!(await keptOf(caching)).includes(gone)))
  t.same(await keptOf(caching), [stored, unknown].sort())
  await stop()
  t.match(lines.join(''), /removed files/)
})

test('logs that are older than they may be go, and their renders stay', async (t) => {
  const caching = await withCaching(t)
  const done = row('completed', { outputs: completedRow().outputs })
  await put(caching, logKey(done.render_id, 1), 8 * dayMs)
  const kept = await put(caching, logKey(done.render_id, 2), 6 * dayMs)
  const film = await put(caching, outputKey(done.render_id, '7', 'film.mp4'), 300 * dayMs)
  await saveRenders(caching.db.kysely, [{ ...done, outputs: [{ ...done.outputs[0]!, key: film }] }])
  await caching.start({ config: { LOGS_MAX_AGE_DAYS: 7 } })
  await eventually(async () => assert.deepEqual(await keptOf(caching), [kept, film].sort()))
  t.pass('they are gone')
})
