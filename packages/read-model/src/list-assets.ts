import { sql } from 'kysely'
import { decodeCursor, pageOf } from './cursor.ts'
import type { Database } from './database.ts'
import type { AssetRow } from './tables.ts'

export interface AssetFilter {
  readonly userId: string
  readonly cursor?: string | undefined
  readonly limit: number
}

export interface AssetPage {
  readonly assets: AssetRow[]
  /** Where the next page begins; null on the last one. */
  readonly nextCursor: string | null
}

/** A page of a user's assets, newest first, without those that were removed. Pages as in listRenders. Throws CursorInvalid. */
export async function listAssets(db: Database, { userId, cursor, limit }: AssetFilter): Promise<AssetPage> {
  let query = db.kysely
    .selectFrom('assets')
    .selectAll()
    .where('user_id', '=', userId)
    .where('removed_at', 'is', null)
  if (cursor !== undefined) {
    const { at, id } = decodeCursor(cursor)
    query = query.where(sql<boolean>`(created_at, asset_id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('asset_id', 'desc')
    .limit(limit + 1)
    .execute()
  const { page: assets, nextCursor } = pageOf(rows, limit, (row) => ({
    at: row.created_at,
    id: row.asset_id,
  }))
  return { assets, nextCursor }
}
