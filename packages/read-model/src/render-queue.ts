import type { Lane } from '@framewright/schemas'
import { sql } from 'kysely'
import type { Database } from './database.ts'

export interface ClassLoad {
  readonly class: number
  readonly waiting: number
  readonly running: number
}

export interface LaneLoad {
  readonly lane: Lane
  readonly waiting: number
  readonly running: number
  readonly oldestWaitingSeconds: number | null
  readonly classes: readonly ClassLoad[]
}

export interface QueuedRender {
  readonly renderId: string
  readonly projectId: string
  readonly title: string | null
  readonly lane: Lane
  readonly class: number
  readonly status: 'queued' | 'retrying' | 'running'
  readonly queuedAt: string
  /** 1 is the next to be started in its lane; null once it runs. */
  readonly position: number | null
  readonly userId: string
  readonly presets: readonly string[]
  readonly width: number
  readonly height: number
  readonly slots: number
  readonly work: number
  readonly workerId: string | null
  readonly startedAt: Date | null
  /** Of a film that is made in chunks, the share of its frames that is not there yet; null: it is made in one piece. */
  readonly shareLeft: number | null
}

export interface RenderQueue {
  readonly lanes: readonly LaneLoad[]
  /** What waits and what runs of everybody's, as far as it is looked at. */
  readonly line: readonly QueuedRender[]
  /** What the caller is shown of it. */
  readonly renders: readonly QueuedRender[]
}

export interface QueueOptions {
  /** Whose renders are named; null (operators): everybody's. The load of the lanes is always that of all users. */
  readonly userId: string | null
  readonly now: Date
  /** How long a render waits to be treated as one class more urgent: the dispatcher's own constant. */
  readonly ageStepMs: number
  readonly limit?: number
}

const defaultLimit = 200
const longestLine = 5_000

/** What waits and what runs, per lane and class, and where the caller's own renders stand. */
export async function getRenderQueue(db: Database, options: QueueOptions): Promise<RenderQueue> {
  const { userId, limit = defaultLimit } = options
  const [lanes, line] = await Promise.all([lanesOf(db, options), getRenderLine(db, options)])
  const own = userId === null ? line : line.filter((render) => render.userId === userId)
  return { lanes, line, renders: own.slice(0, limit) }
}

async function lanesOf(db: Database, { now }: Pick<QueueOptions, 'now'>): Promise<LaneLoad[]> {
  const { rows } = await sql<{
    lane: Lane
    class: number
    waiting: number
    running: number
    oldest: Date | null
  }>`
    select lane, class,
      count(*) filter (where status <> 'running') as waiting,
      count(*) filter (where status = 'running') as running,
      min(queued_at) filter (where status = 'queued') as oldest
    from renders where status in ('queued', 'running', 'retrying')
    group by lane, class order by lane, class`.execute(db.kysely)
  return [...new Set(rows.map((row) => row.lane))].map((lane) => {
    const classes = rows.filter((row) => row.lane === lane)
    const oldest = Math.min(...classes.map((row) => row.oldest?.getTime() ?? Infinity))
    return {
      lane,
      waiting: sum(classes.map((row) => row.waiting)),
      running: sum(classes.map((row) => row.running)),
      oldestWaitingSeconds: oldest === Infinity ? null : Math.max(0, (now.getTime() - oldest) / 1000),
      classes: classes.map(({ class: renderClass, waiting, running }) => ({
        class: renderClass,
        waiting,
        running,
      })),
    }
  })
}

interface PositionRow {
  render_id: string
  project_id: string
  title: string | null
  lane: Lane
  class: number
  status: QueuedRender['status']
  queued_at: Date
  position: number | null
  user_id: string
  presets: string[]
  width: number
  height: number
  slots: number
  work: number
  worker_id: string | null
  started_at: Date | null
  share_left: number | null
}

/**
 * What runs and what waits of everybody's, as far as it is looked at, in the order in which the dispatcher releases: class,
 * lowered while a user's first of it waits; then by turns over users, whoever has the least work before it; then age. What
 * each user had before is not weighed in, so it is where a render stands in the line, not a promise.
 */
export async function getRenderLine(
  db: Database,
  { now, ageStepMs }: Pick<QueueOptions, 'now' | 'ageStepMs'>,
): Promise<QueuedRender[]> {
  const { rows } = await sql<PositionRow>`
    with waiting as (
      select render_id, lane, user_id, queued_at, work,
        class - case when row_number() over (partition by lane, user_id, class order by queued_at, render_id) = 1
          then floor(extract(epoch from (${now}::timestamptz - queued_at)) * 1000 / ${ageStepMs}::float8)
          else 0 end as urgency
      from renders where status in ('queued', 'retrying')
    ), turns as (
      select *, coalesce(sum(work) over (
        partition by lane, urgency, user_id order by queued_at, render_id
        rows between unbounded preceding and 1 preceding
      ), 0) as had
      from waiting
    ), line as (
      select render_id, row_number() over (partition by lane order by urgency, had, queued_at, render_id) as position
      from turns
    )
    select render_id, project_id, title, lane, class, status, queued_at, position,
      user_id, presets, width, height, slots, work, worker_id, started_at, share_left
    from renders left join line using (render_id)
    left join lateral (
      select coalesce(sum(chunk.frame_count) filter (where state not in ('rendered', 'hit')), 0)::float8
        / renders.frame_count as share_left
      from render_chunks chunk
      where chunk.render_id = renders.render_id and kind = 'pictures'
      having count(*) > 0
    ) as chunks on renders.status = 'running'
    where status in ('queued', 'running', 'retrying')
    order by position is not null, position, queued_at, render_id
    limit ${longestLine}`.execute(db.kysely)
  return rows.map((row) => ({
    renderId: row.render_id,
    projectId: row.project_id,
    title: row.title,
    lane: row.lane,
    class: row.class,
    status: row.status,
    queuedAt: row.queued_at.toISOString(),
    position: row.position,
    userId: row.user_id,
    presets: row.presets,
    width: row.width,
    height: row.height,
    slots: row.slots,
    work: row.work,
    workerId: row.worker_id,
    startedAt: row.started_at,
    shareLeft: row.share_left,
  }))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0)
