import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** The chunks that are in storage. Times are as exact as JavaScript's, so that a row can be told to be as it was read. */
export const cachedChunks: Migration = {
  name: '0008-cached-chunks',
  async up(db) {
    await sql`
      create table cached_chunks (
        key text primary key,
        size_bytes bigint not null check (size_bytes >= 0),
        made_at timestamptz(3) not null,
        last_used_at timestamptz(3) not null,
        listed_at timestamptz(3)
      )`.execute(db)
    await sql`create index cached_chunks_by_last_use on cached_chunks (last_used_at)`.execute(db)
  },
}
