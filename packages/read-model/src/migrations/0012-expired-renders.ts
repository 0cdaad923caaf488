import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** When the outputs of a render were removed, to keep storage within its bounds. */
export const expiredRenders: Migration = {
  name: '0012-expired-renders',
  async up(db) {
    await sql`alter table renders add column expired_at timestamptz`.execute(db)
    // Of those whose outputs are there, the oldest.
    await sql`create index renders_kept on renders (finished_at, render_id)
      where status = 'completed' and expired_at is null`.execute(db)
  },
}
