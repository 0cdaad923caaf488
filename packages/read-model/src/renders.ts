import { sql, type Kysely } from 'kysely'
import { renderChangedChannel } from './change-feed.ts'
import type { Database } from './database.ts'
import type { RenderRow, Tables } from './tables.ts'
import { assignments, columnList, rowsParameter } from './upsert.ts'

/** Every column, so that a column which is forgotten here does not compile. */
const columns = Object.keys({
  render_id: true,
  user_id: true,
  project_id: true,
  title: true,
  status: true,
  version: true,
  request_sha256: true,
  order_sha256: true,
  presets: true,
  class: true,
  lane: true,
  frame_count: true,
  frame_rate_num: true,
  frame_rate_den: true,
  width: true,
  height: true,
  slots: true,
  work: true,
  attempt: true,
  worker_id: true,
  encoder: true,
  fallback_reason: true,
  pipeline_version: true,
  ffmpeg_build: true,
  plan_id: true,
  chunk_count: true,
  cache_hit_ratio: true,
  whole_because: true,
  requested_at: true,
  queued_at: true,
  started_at: true,
  finished_at: true,
  updated_at: true,
  retry_at: true,
  deleted_at: true,
  expired_at: true,
  render_ms: true,
  failure: true,
  outputs: true,
} satisfies Record<keyof RenderRow, true>)

/** The rows of these renders, for the follower that is about to change them. */
export async function loadRenders(
  tx: Kysely<Tables>,
  renderIds: readonly string[],
): Promise<Map<string, RenderRow>> {
  if (renderIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('renders')
    .selectAll()
    .where('render_id', '=', sql<string>`any(${renderIds}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.render_id, row]))
}

/**
 * Stores the rows, each render at most once, and notifies everybody of those that changed, with the commit. A row that
 * is at this version or beyond already is left as it is. `quiet` leaves the notifying to the caller.
 */
export async function saveRenders(
  tx: Kysely<Tables>,
  rows: readonly RenderRow[],
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    with saved as (
      insert into renders (${columnList(columns)})
      select ${columnList(columns)} from jsonb_populate_recordset(null::renders, ${rowsParameter(rows)})
      on conflict (render_id) do update set ${assignments(columns, 'render_id')}
        where renders.version < excluded.version
      returning render_id, user_id, version
    )
    select pg_notify(${renderChangedChannel}, json_build_object(
      'renderId', render_id, 'userId', user_id, 'version', version)::text)
    from saved where not ${quiet}`.execute(tx)
}

export interface RenderKey {
  readonly renderId: string
  readonly userId: string
}

/** One render of this user's; a deleted one is its tombstone. */
export function getRender(db: Database, { renderId, userId }: RenderKey): Promise<RenderRow | undefined> {
  return db.kysely
    .selectFrom('renders')
    .selectAll()
    .where('render_id', '=', renderId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
}

/** Those of the renders that are this user's, in no particular order. */
export async function getRenders(
  db: Database,
  { renderIds, userId }: { readonly renderIds: readonly string[]; readonly userId: string },
): Promise<RenderRow[]> {
  if (renderIds.length === 0) return []
  return db.kysely
    .selectFrom('renders')
    .selectAll()
    .where('render_id', '=', sql<string>`any(${renderIds}::uuid[])`)
    .where('user_id', '=', userId)
    .execute()
}
