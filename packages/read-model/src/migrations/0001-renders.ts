import { sql } from 'kysely'
import type { Migration } from './migration.ts'

export const renders: Migration = {
  name: '0001-renders',
  async up(db) {
    await sql`
      create table renders (
        render_id uuid primary key,
        user_id text not null,
        project_id text not null,
        title text,
        status text not null check (status in
          ('queued', 'running', 'retrying', 'completed', 'failed', 'cancelled', 'deleted')),
        version integer not null check (version >= 0),
        request_sha256 text not null,
        order_sha256 text not null,
        presets text[] not null,
        class smallint not null,
        lane text not null,
        frame_count integer not null,
        frame_rate_num integer not null,
        frame_rate_den integer not null,
        width integer not null,
        height integer not null,
        attempt integer not null,
        worker_id text,
        encoder text,
        fallback_reason text,
        pipeline_version text,
        ffmpeg_build text,
        requested_at timestamptz not null,
        queued_at timestamptz not null,
        started_at timestamptz,
        finished_at timestamptz,
        updated_at timestamptz not null,
        retry_at timestamptz,
        deleted_at timestamptz,
        render_ms integer,
        failure jsonb,
        outputs jsonb not null
      )`.execute(db)
    // The keyset of the lists, with and without a project; the tombstones are in neither.
    await sql`create index renders_by_user on renders (user_id, requested_at desc, render_id desc)
      where deleted_at is null`.execute(db)
    await sql`create index renders_by_project on renders (user_id, project_id, requested_at desc, render_id desc)
      where deleted_at is null`.execute(db)
    // What waits or runs is few among all the renders there ever were.
    await sql`create index renders_open on renders (lane, class, queued_at)
      where status in ('queued', 'running', 'retrying')`.execute(db)
    await sql`create index renders_finished on renders (finished_at) where finished_at is not null`.execute(
      db,
    )
    await sql`create index renders_started on renders (started_at) where started_at is not null`.execute(db)
  },
}
