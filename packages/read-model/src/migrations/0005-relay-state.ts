import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Not derived: a rebuild leaves it alone. One row, always there. */
export const relayState: Migration = {
  name: '0005-relay-state',
  async up(db) {
    await sql`
      create table relay_state (
        only_row boolean primary key default true check (only_row),
        note_position text,
        events_stream_created_at text
      )`.execute(db)
    await sql`insert into relay_state default values`.execute(db)
  },
}
