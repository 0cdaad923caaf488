import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Who holds a released item, and which consumer groups RENDER_EVENTS had: the latter is not derived, like its note. */
export const relay: Migration = {
  name: '0007-relay',
  async up(db) {
    await sql`alter table backlog add column worker_id text`.execute(db)
    await sql`create index backlog_by_worker on backlog (worker_id) where worker_id is not null`.execute(db)
    await sql`alter table relay_state add column consumer_groups jsonb not null default '[]'`.execute(db)
  },
}
