import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** What renders and the items of the backlog cost. Of renders that are there already their size says how much is to be done. */
export const workCost: Migration = {
  name: '0011-work-cost',
  async up(db) {
    await sql`alter table renders
      add column slots integer not null default 1 check (slots >= 1),
      add column work bigint not null default 1 check (work >= 1)`.execute(db)
    await sql`update renders set work = greatest(1, ceil(frame_count::numeric * width * height / 1e6))`.execute(
      db,
    )
    await sql`alter table backlog
      add column slots integer not null default 1 check (slots >= 1),
      add column work bigint not null default 1 check (work >= 1),
      add column film_slots integer not null default 1,
      add column film_work bigint not null default 1`.execute(db)
  },
}
