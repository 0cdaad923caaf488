import type { Lane } from '@framewright/schemas'
import { sql, type Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Session } from './session.ts'
import type { BacklogRow, Tables } from './tables.ts'
import { assignments, columnList, rowsParameter } from './upsert.ts'

/** The dispatcher's work: what waits, and what is released and unfinished. One follower writes it. */
const columns = Object.keys({
  item_id: true,
  render_id: true,
  user_id: true,
  lane: true,
  class: true,
  kind: true,
  plan_id: true,
  chunk_number: true,
  slots: true,
  work: true,
  film_slots: true,
  film_work: true,
  revision: true,
  state: true,
  queued_at: true,
  due_at: true,
  released_at: true,
  worker_id: true,
  traceparent: true,
} satisfies Record<keyof BacklogRow, true>)

/** How long an item waits to be treated as one class more urgent: for who releases it, and for who shows the line. */
export const ageStepMs = 600_000

/**
 * For a session whose tables can all fall back by a moment: its commits do not wait for the disk. A crash of Postgres takes
 * the last ones away together, in their order, and the dispatcher does them again.
 */
export async function commitLazily({ kysely }: Pick<Session, 'kysely'>): Promise<void> {
  await sql`set synchronous_commit to off`.execute(kysely)
}

/** All the rows of these renders. */
export async function loadBacklog(tx: Kysely<Tables>, renderIds: readonly string[]): Promise<BacklogRow[]> {
  if (renderIds.length === 0) return []
  return tx
    .selectFrom('backlog')
    .selectAll()
    .where('render_id', '=', sql<string>`any(${renderIds}::uuid[])`)
    .execute()
}

/** Stores the rows, each item at most once. */
export async function saveBacklog(tx: Kysely<Tables>, rows: readonly BacklogRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into backlog (${columnList(columns)})
    select ${columnList(columns)} from jsonb_populate_recordset(null::backlog, ${rowsParameter(rows)})
    on conflict (item_id) do update set ${assignments(columns, 'item_id')}`.execute(tx)
}

export async function removeBacklog(tx: Kysely<Tables>, itemIds: readonly string[]): Promise<void> {
  if (itemIds.length === 0) return
  await tx
    .deleteFrom('backlog')
    .where('item_id', '=', sql<string>`any(${itemIds}::text[])`)
    .execute()
}

/** Throws every row away, for a follower that begins anew. */
export async function clearBacklog(tx: Kysely<Tables>): Promise<void> {
  await tx.deleteFrom('backlog').execute()
}

export interface WaitingOptions {
  readonly lane: Lane
  readonly now: Date
  /** How many of each user's, in each class, are enough: the oldest come first. */
  readonly perUser: number
}

/** A row that may be released. */
export interface DueRow extends BacklogRow {
  /** Its wait counts: it is the first of its render, of which nothing is under way. */
  readonly ages: boolean
}

/**
 * What waits in a lane and is due: of each user, in each class, no more than could be released at once. Of the many chunks of a film no more
 * than that are looked at.
 */
export async function loadDue(tx: Kysely<Tables>, { lane, now, perUser }: WaitingOptions): Promise<DueRow[]> {
  const { rows } = await sql<DueRow & { place: number }>`
    with under_way as (
      select distinct render_id from backlog where lane = ${lane} and state = 'released'
    ), renders as (
      select render_id, min(chunk_number) as first from backlog
      where lane = ${lane} and state = 'waiting' and due_at <= ${now}
      group by render_id
    ), due as (
      select mine.*, under_way.render_id is null and mine.chunk_number is not distinct from first as ages
      from renders left join under_way using (render_id), lateral (
        select * from backlog
        where render_id = renders.render_id and state = 'waiting' and due_at <= ${now}
        order by chunk_number limit ${perUser}
      ) as mine
    )
    select * from (
      select due.*, row_number() over (
        partition by user_id, class order by queued_at, coalesce(chunk_number, -1), item_id
      ) as place
      from due
    ) as placed where place <= ${perUser}`.execute(tx)
  return rows.map(({ place: _place, ...row }) => row)
}

/** When the next item that is not due yet will be; null when there is none. */
export async function nextDueAt(tx: Kysely<Tables>, now: Date): Promise<Date | null> {
  const row = await tx
    .selectFrom('backlog')
    .select((one) => one.fn.min('due_at').as('at'))
    .where('state', '=', 'waiting')
    .where('due_at', '>', now)
    .executeTakeFirst()
  return row?.at ?? null
}

/** What somebody has released and unfinished. */
export interface UnderWay {
  readonly slots: number
  readonly work: number
}

/** Of each user in a lane. No item takes more than all of the largest worker there is, which has `mostSlots`. */
export async function sumReleased(
  tx: Kysely<Tables>,
  { lane, mostSlots }: { readonly lane: Lane; readonly mostSlots: number },
): Promise<Map<string, UnderWay>> {
  const { rows } = await sql<{ user_id: string } & UnderWay>`
    select user_id, sum(least(slots, ${mostSlots}))::float8 as slots, sum(work)::float8 as work
    from backlog where lane = ${lane} and state = 'released'
    group by user_id`.execute(tx)
  return new Map(rows.map(({ user_id: userId, slots, work }) => [userId, { slots, work }]))
}

export async function markReleased(
  tx: Kysely<Tables>,
  itemIds: readonly string[],
  releasedAt: Date,
): Promise<void> {
  if (itemIds.length === 0) return
  await tx
    .updateTable('backlog')
    .set({ state: 'released', released_at: releasedAt, worker_id: null })
    .where('item_id', '=', sql<string>`any(${itemIds}::text[])`)
    .execute()
}

/** All that is released and unfinished. */
export async function loadReleased(tx: Kysely<Tables>): Promise<BacklogRow[]> {
  return tx
    .selectFrom('backlog')
    .selectAll()
    .where('state', '=', 'released')
    .orderBy('released_at')
    .orderBy('queued_at')
    .orderBy('chunk_number', (order) => order.asc().nullsFirst())
    .execute()
}

/** Who holds something that is released. */
export async function loadHolders(tx: Kysely<Tables>): Promise<string[]> {
  const rows = await tx
    .selectFrom('backlog')
    .select('worker_id')
    .distinct()
    .where('state', '=', 'released')
    .where('worker_id', 'is not', null)
    .execute()
  return rows.flatMap(({ worker_id: workerId }) => (workerId === null ? [] : [workerId]))
}

export interface BacklogLoad {
  readonly lane: Lane
  readonly state: BacklogRow['state']
  readonly items: number
}

/** How much waits and how much is released, for the gauges. */
export async function getBacklogLoad(db: Pick<Database, 'kysely'>): Promise<BacklogLoad[]> {
  const rows = await db.kysely
    .selectFrom('backlog')
    .select(['lane', 'state', (one) => one.fn.countAll<number>().as('items')])
    .groupBy(['lane', 'state'])
    .execute()
  return rows.map(({ lane, state, items }) => ({ lane, state, items: Number(items) }))
}
