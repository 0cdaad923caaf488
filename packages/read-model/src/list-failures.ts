import type { FaultCode } from '@framewright/schemas'
import { sql } from 'kysely'
import { decodeCursor, pageOf } from './cursor.ts'
import type { Database } from './database.ts'
import type { RenderRow } from './tables.ts'

export interface FailureFilter {
  /** Null: whosever they are. */
  readonly userId: string | null
  readonly code?: FaultCode | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

export interface FailurePage {
  readonly renders: RenderRow[]
  /** Where the next page begins; null on the last one. */
  readonly nextCursor: string | null
}

/** A page of what has failed for good and was not retried since, the latest first. Throws CursorInvalid. */
export async function listFailures(db: Database, filter: FailureFilter): Promise<FailurePage> {
  const { userId, code, cursor, limit } = filter
  let query = db.kysely.selectFrom('renders').selectAll().where('status', '=', 'failed')
  if (userId !== null) query = query.where('user_id', '=', userId)
  if (code !== undefined) query = query.where(sql<boolean>`failure->>'code' = ${code}`)
  if (cursor !== undefined) {
    const { at, id } = decodeCursor(cursor)
    query = query.where(sql<boolean>`(finished_at, render_id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  const rows = await query
    .orderBy('finished_at', 'desc')
    .orderBy('render_id', 'desc')
    .limit(limit + 1)
    .execute()
  const { page: renders, nextCursor } = pageOf(rows, limit, (row) => ({
    at: row.finished_at!,
    id: row.render_id,
  }))
  return { renders, nextCursor }
}
