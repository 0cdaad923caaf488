import { sql } from 'kysely'
import type { Migration } from './migration.ts'

export const backlog: Migration = {
  name: '0004-backlog',
  async up(db) {
    await sql`
      create table backlog (
        item_id text primary key,
        render_id uuid not null,
        user_id text not null,
        lane text not null,
        class integer not null,
        kind text not null,
        state text not null check (state in ('waiting', 'released')),
        queued_at timestamptz not null,
        due_at timestamptz not null,
        released_at timestamptz,
        traceparent text
      )`.execute(db)
    await sql`create index backlog_in_order on backlog (lane, state, class, queued_at)`.execute(db)
    await sql`create index backlog_by_render on backlog (render_id)`.execute(db)
  },
}
