import type { AssetFacts, AssetView } from '@framewright/schemas'
import { sql, type Kysely } from 'kysely'
import { assetChangedChannel } from './change-feed.ts'
import type { Database } from './database.ts'
import type { AssetRow, Tables } from './tables.ts'
import { assignments, columnList, rowsParameter } from './upsert.ts'

const columns = Object.keys({
  asset_id: true,
  user_id: true,
  name: true,
  sha256: true,
  size_bytes: true,
  media: true,
  version: true,
  created_at: true,
  removed_at: true,
} satisfies Record<keyof AssetRow, true>)

/** The rows of these assets, for the follower that is about to change them. */
export async function loadAssets(
  tx: Kysely<Tables>,
  assetIds: readonly string[],
): Promise<Map<string, AssetRow>> {
  if (assetIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('assets')
    .selectAll()
    .where('asset_id', '=', sql<string>`any(${assetIds}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.asset_id, row]))
}

/**
 * Stores the rows, each asset at most once, and notifies everybody of those that changed, with the commit. A row that is
 * at this version or beyond already is left as it is. `quiet` leaves the notifying to the caller.
 */
export async function saveAssets(
  tx: Kysely<Tables>,
  rows: readonly AssetRow[],
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    with saved as (
      insert into assets (${columnList(columns)})
      select ${columnList(columns)} from jsonb_populate_recordset(null::assets, ${rowsParameter(rows)})
      on conflict (asset_id) do update set ${assignments(columns, 'asset_id')}
        where assets.version < excluded.version
      returning asset_id, user_id, version
    )
    select pg_notify(${assetChangedChannel}, json_build_object(
      'assetId', asset_id, 'userId', user_id, 'version', version)::text)
    from saved where not ${quiet}`.execute(tx)
}

/** One asset of this user's; a removed one is not there. */
export async function getAsset(
  db: Database,
  { assetId, userId }: { readonly assetId: string; readonly userId: string },
): Promise<AssetRow | undefined> {
  return (await getAssets(db, { assetIds: [assetId], userId }))[0]
}

/** Those of the assets that are this user's and not removed, in no particular order. */
export async function getAssets(
  db: Database,
  { assetIds, userId }: { readonly assetIds: readonly string[]; readonly userId: string },
): Promise<AssetRow[]> {
  if (assetIds.length === 0) return []
  return db.kysely
    .selectFrom('assets')
    .selectAll()
    .where('asset_id', '=', sql<string>`any(${assetIds}::uuid[])`)
    .where('user_id', '=', userId)
    .where('removed_at', 'is', null)
    .execute()
}

/** What `resolve` needs to know of an asset. */
export const toAssetFacts = (row: AssetRow): AssetFacts => ({
  assetId: row.asset_id,
  sha256: row.sha256,
  sizeBytes: row.size_bytes,
  media: row.media,
})

export const toAssetView = (row: AssetRow): AssetView => ({
  assetId: row.asset_id,
  name: row.name,
  sha256: row.sha256,
  sizeBytes: row.size_bytes,
  media: row.media,
  createdAt: row.created_at.toISOString(),
})
