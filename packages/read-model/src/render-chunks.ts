import type { ChunkState, ChunkView, RenderChunks, RenderStatus } from '@framewright/schemas'
import { sql, type Kysely } from 'kysely'
import { chunksChangedChannel } from './change-feed.ts'
import type { Database } from './database.ts'
import type { ChunkRow, Tables } from './tables.ts'
import { columnList, rowsParameter } from './upsert.ts'

const columns = Object.keys({
  render_id: true,
  plan_id: true,
  number: true,
  kind: true,
  start_frame: true,
  frame_count: true,
  state: true,
  version: true,
  attempt: true,
  worker_id: true,
  updated_at: true,
} satisfies Record<keyof ChunkRow, true>)

export interface ChunkKey {
  readonly renderId: string
  readonly number: number
}

/** The rows of these chunks, of whatever plan they are. */
export async function loadChunks(tx: Kysely<Tables>, keys: readonly ChunkKey[]): Promise<ChunkRow[]> {
  if (keys.length === 0) return []
  const renderIds = keys.map(({ renderId }) => renderId)
  const numbers = keys.map(({ number }) => number)
  const { rows } = await sql<ChunkRow>`
    select render_chunks.* from render_chunks
    join unnest(${renderIds}::uuid[], ${numbers}::integer[]) as wanted(id, n) on id = render_id and n = number`.execute(
    tx,
  )
  return rows
}

/** For renders whose plan is another one now, or none. */
export async function removeChunks(tx: Kysely<Tables>, renderIds: readonly string[]): Promise<void> {
  if (renderIds.length === 0) return
  await tx
    .deleteFrom('render_chunks')
    .where('render_id', '=', sql<string>`any(${renderIds}::uuid[])`)
    .execute()
}

/**
 * Stores the rows, each chunk at most once, and notifies everybody, once for each render, with the commit. Of a chunk
 * that is there already only what becomes of it is changed. `quiet` leaves the notifying to the caller.
 */
export async function saveChunks(
  tx: Kysely<Tables>,
  rows: readonly ChunkRow[],
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    with saved as (
      insert into render_chunks (${columnList(columns)})
      select ${columnList(columns)} from jsonb_populate_recordset(null::render_chunks, ${rowsParameter(rows)})
      on conflict (render_id, number) do update set state = excluded.state, version = excluded.version,
        attempt = excluded.attempt, worker_id = excluded.worker_id, updated_at = excluded.updated_at
        where render_chunks.plan_id = excluded.plan_id and render_chunks.version < excluded.version
      returning render_id
    )
    select pg_notify(${chunksChangedChannel}, json_build_object('renderId', render_id, 'userId', user_id)::text)
    from renders where render_id in (select render_id from saved) and not ${quiet}`.execute(tx)
}

/** The chunks of a plan, which a render that has some is sure to have. */
export type PlannedChunks = RenderChunks & { readonly planId: number }

/** What becomes of the chunks of this user's renders: of those that have any, in the order of their numbers. */
export async function getRenderChunks(
  db: Database,
  { renderIds, userId }: { readonly renderIds: readonly string[]; readonly userId: string },
): Promise<PlannedChunks[]> {
  if (renderIds.length === 0) return []
  const { rows } = await sql<ChunkRow & { status: RenderStatus }>`
    select render_chunks.*, renders.status from render_chunks join renders using (render_id)
    where render_id = any(${renderIds}::uuid[]) and user_id = ${userId}
    order by render_id, number`.execute(db.kysely)
  const found = new Map<string, PlannedChunks>()
  for (const row of rows) {
    const { render_id: renderId, plan_id: planId } = row
    const before = found.get(renderId)
    if (before === undefined) found.set(renderId, { renderId, planId, chunks: [toChunkView(row)] })
    else before.chunks.push(toChunkView(row))
  }
  return [...found.values()]
}

const ended: ReadonlySet<RenderStatus> = new Set(['completed', 'failed', 'cancelled', 'deleted'])
const openStates: ReadonlySet<ChunkState> = new Set(['waiting', 'running', 'retrying'])

/** Nobody goes on with what was open when its render ended, whatever its last holder had said. */
function toChunkView(row: ChunkRow & { readonly status: RenderStatus }): ChunkView {
  const isCancelled = ended.has(row.status) && openStates.has(row.state)
  return {
    number: row.number,
    kind: row.kind,
    startFrame: row.start_frame,
    frameCount: row.frame_count,
    state: isCancelled ? 'cancelled' : row.state,
    version: row.version,
    attempt: row.attempt,
    workerId: isCancelled ? null : row.worker_id,
    updatedAt: row.updated_at.toISOString(),
  }
}
