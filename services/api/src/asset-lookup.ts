import { assetStream, upcast } from '@framewright/domain'
import type { EventStore } from '@framewright/event-store'
import { getAssets, toAssetFacts } from '@framewright/read-model'
import type { AssetEvent, AssetFacts } from '@framewright/schemas'
import type { ApiDeps } from './api-deps.ts'
import { absentAsset, evolveAsset, type AssetState } from './asset-state.ts'

/** What an edit names and the rows lack is nearly always a mistake: it must not cost a read each without end. */
const mostAskedOfStore = 20

/**
 * The facts of those of the assets that are this user's own. The rows have them; what was uploaded a moment ago, while
 * the projector is behind, has its stream.
 */
export async function lookUpAssets(
  { database, eventStore }: Pick<ApiDeps, 'database' | 'eventStore'>,
  assetIds: readonly string[],
  userId: string,
): Promise<Map<string, AssetFacts>> {
  const rows = await getAssets(database, { assetIds, userId })
  const found = new Map(rows.map((row) => [row.asset_id, toAssetFacts(row)]))
  const missing = assetIds.filter((assetId) => !found.has(assetId)).slice(0, mostAskedOfStore)
  const streams = await Promise.all(missing.map((assetId) => readAsset(eventStore, assetId)))
  for (const { status, userId: owner, facts } of streams) {
    if (status === 'stored' && owner === userId && facts !== null) found.set(facts.assetId, facts)
  }
  return found
}

async function readAsset(eventStore: EventStore, assetId: string): Promise<AssetState> {
  let asset = absentAsset
  for (const { type, data, metadata } of await eventStore.readStream(assetStream(assetId))) {
    asset = evolveAsset(asset, upcast({ type, data, schemaVersion: metadata.schemaVersion }) as AssetEvent)
  }
  return asset
}
