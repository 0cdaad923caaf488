import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Work of three kinds, of which a render may have many rows; and which of an item's events its row knows already. */
export const chunkWork: Migration = {
  name: '0010-chunk-work',
  async up(db) {
    await sql`
      alter table backlog
        add column plan_id integer,
        add column chunk_number integer,
        add column revision integer not null default 0,
        add check (kind in ('render', 'chunk', 'assembly')),
        add check ((plan_id is null) = (kind = 'render')),
        add check ((chunk_number is null) = (kind <> 'chunk')),
        drop constraint backlog_state_check,
        add constraint backlog_state_check check (state in ('waiting', 'released', 'failed'))`.execute(db)
    await sql`create index backlog_of_render on backlog (render_id, chunk_number)`.execute(db)
    await sql`drop index backlog_by_render`.execute(db)
    await sql`create index backlog_due on backlog (due_at) where state = 'waiting'`.execute(db)
  },
}
