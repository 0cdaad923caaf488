import { sql } from 'kysely'
import type { Migration } from './migration.ts'

export const checkpoints: Migration = {
  name: '0003-checkpoints',
  async up(db) {
    await sql`create table checkpoints (follower text primary key, position text not null)`.execute(db)
  },
}
