import { sql } from 'kysely'
import type { Migration } from './migration.ts'

export const assets: Migration = {
  name: '0002-assets',
  async up(db) {
    await sql`
      create table assets (
        asset_id uuid primary key,
        user_id text not null,
        name text not null,
        sha256 text not null,
        size_bytes bigint not null,
        media jsonb not null,
        version integer not null check (version >= 0),
        created_at timestamptz not null,
        removed_at timestamptz
      )`.execute(db)
    await sql`create index assets_by_user on assets (user_id, created_at desc, asset_id desc)
      where removed_at is null`.execute(db)
    await sql`create index assets_by_sha256 on assets (sha256) where removed_at is null`.execute(db)
  },
}
