import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** How a render was planned, and what becomes of the chunks of its newest plan. */
export const renderChunks: Migration = {
  name: '0009-render-chunks',
  async up(db) {
    await sql`alter table renders
      add column plan_id integer,
      add column chunk_count integer,
      add column cache_hit_ratio double precision,
      add column whole_because text`.execute(db)
    // Until now every plan was carried through in one piece; which one it was, a rebuild says.
    await sql`update renders set chunk_count = 1 where pipeline_version is not null`.execute(db)
    await sql`
      create table render_chunks (
        render_id uuid not null,
        plan_id integer not null,
        number integer not null check (number >= 0),
        kind text not null check (kind in ('sound', 'pictures')),
        start_frame integer not null,
        frame_count integer not null,
        state text not null check (state in
          ('waiting', 'running', 'retrying', 'rendered', 'failed', 'hit')),
        version integer not null check (version >= -1),
        attempt integer not null,
        worker_id text,
        updated_at timestamptz not null,
        primary key (render_id, number)
      )`.execute(db)
  },
}
