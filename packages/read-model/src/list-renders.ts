import type { RenderStatus } from '@framewright/schemas'
import { sql } from 'kysely'
import { decodeCursor, pageOf } from './cursor.ts'
import type { Database } from './database.ts'
import type { RenderRow } from './tables.ts'

export interface RenderFilter {
  readonly userId: string
  readonly projectId?: string | undefined
  /** Deleted renders are shown only when they are asked for. */
  readonly status?: RenderStatus | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

export interface RenderPage {
  readonly renders: RenderRow[]
  /** Where the next page begins; null on the last one. */
  readonly nextCursor: string | null
}

/**
 * A page of a user's renders, newest first. The cursor names the last row that was shown, not a count of rows, so pages
 * neither repeat nor skip a render while new ones come in. Throws CursorInvalid.
 */
export async function listRenders(db: Database, filter: RenderFilter): Promise<RenderPage> {
  const { userId, projectId, status, cursor, limit } = filter
  let query = db.kysely.selectFrom('renders').selectAll().where('user_id', '=', userId)
  query = query.where('deleted_at', status === 'deleted' ? 'is not' : 'is', null)
  if (projectId !== undefined) query = query.where('project_id', '=', projectId)
  if (status !== undefined) query = query.where('status', '=', status)
  if (cursor !== undefined) {
    const { at, id } = decodeCursor(cursor)
    query = query.where(sql<boolean>`(requested_at, render_id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  const rows = await query
    .orderBy('requested_at', 'desc')
    .orderBy('render_id', 'desc')
    .limit(limit + 1)
    .execute()
  const { page: renders, nextCursor } = pageOf(rows, limit, (row) => ({
    at: row.requested_at,
    id: row.render_id,
  }))
  return { renders, nextCursor }
}
