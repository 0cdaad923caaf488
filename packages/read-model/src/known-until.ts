import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * When the newest event of a render happened that the rows know of: what happened before it they know, too, since events come in
 * their order. Rows that a replay is still making are behind by this; null: there are none.
 */
export async function knownUntil(db: Kysely<Tables>): Promise<Date | null> {
  const found = await db
    .selectFrom('renders')
    .select(({ fn }) => fn.max('updated_at').as('updated_at'))
    .executeTakeFirst()
  return found?.updated_at ?? null
}
