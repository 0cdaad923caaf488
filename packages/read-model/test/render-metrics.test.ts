import { test } from 'tap'
import { getRenderMetrics } from '@framewright/read-model'
import { at, completedRow, renderRow, save, withReadModel } from './rows.ts'

const hour = { from: at(0), to: at(3600) }

test('figures of a window: counts, render time, queue wait and throughput', async (t) => {
  const db = await withReadModel(t)
  const completed = Array.from({ length: 101 }, (_, n) =>
    completedRow({ queued_at: at(0), started_at: at(n), finished_at: at(200 + n), render_ms: n * 10 }),
  )
  await save(
    db,
    ...completed,
    completedRow({ finished_at: at(3601), started_at: at(3601) }),
    renderRow({ status: 'failed', finished_at: at(5) }),
    renderRow(),
    renderRow({ status: 'retrying' }),
  )
  const metrics = await getRenderMetrics(db, { userId: 'ada', ...hour })
  t.match(metrics, {
    from: at(0).toISOString(),
    to: at(3600).toISOString(),
    byStatus: { queued: 1, running: 0, retrying: 1, completed: 101, failed: 1, cancelled: 0, deleted: 0 },
    renderTime: { count: 101, p50Ms: 500, p95Ms: 950 },
    queueWait: { count: 101, p50Ms: 50_000, p95Ms: 95_000 },
    completedPerHour: 101,
  })
  t.ok(Math.abs(metrics.outputSecondsPerHour - 101 * 10.01) < 1e-6)
})

test('a window without renders has no percentiles, and counts of zero', async (t) => {
  const db = await withReadModel(t)
  t.strictSame(await getRenderMetrics(db, { userId: null, ...hour }), {
    from: at(0).toISOString(),
    to: at(3600).toISOString(),
    byStatus: { queued: 0, running: 0, retrying: 0, completed: 0, failed: 0, cancelled: 0, deleted: 0 },
    renderTime: { count: 0, p50Ms: null, p95Ms: null },
    queueWait: { count: 0, p50Ms: null, p95Ms: null },
    completedPerHour: 0,
    outputSecondsPerHour: 0,
  })
})

test('a caller sees figures of its own renders, an operator those of all', async (t) => {
  const db = await withReadModel(t)
  await save(db, completedRow(), completedRow({ user_id: 'eve' }), renderRow({ user_id: 'eve' }))
  const count = async (userId: string | null) => (await getRenderMetrics(db, { userId, ...hour })).byStatus
  t.match(await count('ada'), { completed: 1, queued: 0 })
  t.match(await count(null), { completed: 2, queued: 1 })
})
