import { renderStatuses, type RenderStatus } from '@framewright/schemas'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from './database.ts'

export interface Spread {
  readonly count: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

export interface RenderMetrics {
  readonly from: string
  readonly to: string
  /** Open renders as they are now; finished ones, those that finished in the window. */
  readonly byStatus: Readonly<Record<RenderStatus, number>>
  /** How long the attempts that completed took their worker; a film of chunks, from its first claim to its end. */
  readonly renderTime: Spread
  /** From the request, or the retry by its user, to the first claim. */
  readonly queueWait: Spread
  readonly completedPerHour: number
  readonly outputSecondsPerHour: number
}

export interface MetricsOptions {
  /** Whose renders; null (operators): everybody's. */
  readonly userId: string | null
  readonly from: Date
  readonly to: Date
}

const millisecondsPerHour = 3_600_000

/** Figures of a span of time, from the rows as they are now: a render that was retried counts with its last run. */
export async function getRenderMetrics(db: Database, options: MetricsOptions): Promise<RenderMetrics> {
  const { userId, from, to } = options
  const mine = sql`(${userId}::text is null or user_id = ${userId})`
  const [byStatus, finished, queueWait] = await Promise.all([
    countByStatus(db, mine, options),
    finishedWithin(db, mine, options),
    waitedWithin(db, mine, options),
  ])
  const hours = (to.getTime() - from.getTime()) / millisecondsPerHour
  const { completed, outputSeconds, ...renderTime } = finished
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    byStatus,
    renderTime: { count: completed, ...renderTime },
    queueWait,
    completedPerHour: completed / hours,
    outputSecondsPerHour: outputSeconds / hours,
  }
}

type Condition = RawBuilder<unknown>

async function countByStatus(
  db: Database,
  mine: Condition,
  { from, to }: MetricsOptions,
): Promise<Record<RenderStatus, number>> {
  const { rows } = await sql<{ status: RenderStatus; count: number }>`
    select status, count(*) as count from renders
    where ${mine} and (status in ('queued', 'running', 'retrying') or finished_at between ${from} and ${to})
    group by status`.execute(db.kysely)
  const counts = new Map(rows.map((row) => [row.status, row.count]))
  return Object.fromEntries(renderStatuses.map((status) => [status, counts.get(status) ?? 0])) as Record<
    RenderStatus,
    number
  >
}

async function finishedWithin(db: Database, mine: Condition, { from, to }: MetricsOptions) {
  const { rows } = await sql<{
    completed: number
    outputSeconds: number
    p50Ms: number | null
    p95Ms: number | null
  }>`
    select count(*) as completed,
      coalesce(sum(frame_count::float8 * frame_rate_den / frame_rate_num), 0) as "outputSeconds",
      percentile_cont(0.5) within group (order by render_ms) as "p50Ms",
      percentile_cont(0.95) within group (order by render_ms) as "p95Ms"
    from renders
    where ${mine} and render_ms is not null and finished_at between ${from} and ${to}`.execute(db.kysely)
  return rows[0]!
}

async function waitedWithin(db: Database, mine: Condition, { from, to }: MetricsOptions): Promise<Spread> {
  const waited = sql`extract(epoch from (started_at - queued_at)) * 1000`
  const { rows } = await sql<Spread>`
    select count(*) as count,
      percentile_cont(0.5) within group (order by ${waited}) as "p50Ms",
      percentile_cont(0.95) within group (order by ${waited}) as "p95Ms"
    from renders
    where ${mine} and started_at between ${from} and ${to}`.execute(db.kysely)
  return rows[0]!
}
