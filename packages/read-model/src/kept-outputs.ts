import { sql, type Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** A render that is completed, and has its outputs. */
export interface KeptOutputs {
  readonly renderId: string
  readonly finishedAt: Date
  readonly sizeBytes: number
}

export interface OldestKept {
  /** Where the page before ended; null: at the beginning. */
  readonly after: KeptOutputs | null
  readonly limit: number
}

const sizeOf = sql<number>`(select coalesce(sum((file->>'sizeBytes')::bigint), 0)::float8
  from jsonb_array_elements(outputs) file)`

/** Those that have had them for longest, first. */
export async function oldestKept(db: Kysely<Tables>, { after, limit }: OldestKept): Promise<KeptOutputs[]> {
  let query = db
    .selectFrom('renders')
    .select(['render_id as renderId', 'finished_at', sizeOf.as('sizeBytes')])
    .where('status', '=', 'completed')
    .where('expired_at', 'is', null)
  if (after !== null)
    query = query.where(
      sql<boolean>`(finished_at, render_id) > (${after.finishedAt}::timestamptz, ${after.renderId}::uuid)`,
    )
  const rows = await query.orderBy('finished_at').orderBy('render_id').limit(limit).execute()
  return rows.map(({ finished_at, ...row }) => ({ ...row, finishedAt: finished_at! }))
}

/** Of all of them. */
export async function keptBytes(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ size: number }>`
    select coalesce(sum((file->>'sizeBytes')::bigint), 0)::float8 as size
    from renders, jsonb_array_elements(outputs) file
    where status = 'completed' and expired_at is null`.execute(db)
  return rows[0]?.size ?? 0
}
