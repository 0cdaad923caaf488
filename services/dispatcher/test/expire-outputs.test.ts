import assert from 'node:assert/strict'
import { renderStream } from '@framewright/domain'
import { openDatabase, saveRenders } from '@framewright/read-model'
import { test, type Test } from 'tap'
import { completedRow } from '../../../packages/read-model/test/rows.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { claimed, completed, deleted, expired, output } from '../../../test/support/render-facts.ts'
import { withDispatching, type Dispatching } from './dispatching.ts'

const dayMs = 24 * 3_600_000
const timings = { expireMs: 20 }

/** Renders that were completed so many days ago, as their streams and their rows say it. */
async function completedDaysAgo(t: Test, { url, request, happen }: Dispatching, days: readonly number[]) {
  const db = openDatabase({ url, maxConnections: 1, log: quietLog })
  t.teardown(() => db.close())
  const renders: string[] = []
  for (const ago of days) {
    const renderId = await request()
    await happen(renderId, claimed(1), completed(1))
    const row = completedRow({ render_id: renderId, finished_at: new Date(Date.now() - ago * dayMs) })
    await saveRenders(db.kysely, [{ ...row, outputs: [{ ...output, sizeBytes: 100 }] }])
    renders.push(renderId)
  }
  return renders
}

const lastOf = async ({ eventStore }: Dispatching, renderId: string) =>
  (await eventStore.readStream(renderStream(renderId))).at(-1)!

/** Until their last events are these. */
const untilLast = (dispatching: Dispatching, renders: readonly string[], types: readonly string[]) =>
  eventually(async () => {
    const last = await Promise.all(renders.map((renderId) => lastOf(dispatching, renderId)))
    assert.deepEqual(
      last.map(({ type }) => type),
      types,
    )
  })

test('outputs that are older than they may be expire, once, on record', async (t) => {
  const dispatching = await withDispatching(t)
  const renders = await completedDaysAgo(t, dispatching, [9, 6, 8])
  await dispatching.start({ timings, config: { OUTPUTS_MAX_AGE_DAYS: 7 } })
  await untilLast(dispatching, renders, ['RenderExpired', 'RenderCompleted', 'RenderExpired'])
  const { data, revision, metadata } = await lastOf(dispatching, renders[0]!)
  t.same(data, { reason: 'age' })
  t.match(metadata, { $correlationId: renders[0], userId: 'ada' })

  // The rows here never learn of it: it is looked at again each time.
  const late = await completedDaysAgo(t, dispatching, [30])
  await untilLast(dispatching, late, ['RenderExpired'])
  t.equal((await lastOf(dispatching, renders[0]!)).revision, revision)
})

test('outputs that are more than all of them may take expire, the oldest first', async (t) => {
  const dispatching = await withDispatching(t)
  const renders = await completedDaysAgo(t, dispatching, [1, 3, 2, 4])
  await dispatching.start({ timings, config: { OUTPUTS_MAX_BYTES: 250 } })
  const types = ['RenderCompleted', 'RenderExpired', 'RenderCompleted', 'RenderExpired']
  await untilLast(dispatching, renders, types)
  t.same((await lastOf(dispatching, renders[3]!)).data, { reason: 'bytes' })
})

test('what was deleted, or has expired, before its row knows of it is left as it is', async (t) => {
  const dispatching = await withDispatching(t)
  const renders = await completedDaysAgo(t, dispatching, [9, 9, 8])
  await dispatching.happen(renders[0]!, deleted)
  await dispatching.happen(renders[1]!, expired)
  const before = await lastOf(dispatching, renders[1]!)
  await dispatching.start({ timings, config: { OUTPUTS_MAX_AGE_DAYS: 7 } })
  await untilLast(dispatching, renders, ['RenderDeleted', 'RenderExpired', 'RenderExpired'])
  t.equal((await lastOf(dispatching, renders[1]!)).id, before.id)
})
