import { assetStream, upcast } from '@framewright/domain'
import type { EventStore } from '@framewright/event-store'
import { getAssets, toAssetFacts } from '@framewright/read-model'
import {
  assetKey,
  mostSubtitlesBytes,
  type AssetEvent,
  type AssetFacts,
  type ReadAsset,
} from '@framewright/schemas'
import { BlobMissing } from '@framewright/storage'
import type { ApiDeps } from './api-deps.ts'
import { absentAsset, evolveAsset, type AssetState } from './asset-state.ts'

/** What an edit names and the rows lack is nearly always a mistake: it must not cost a read each without end. */
const mostAskedOfStore = 20

/**
 * The facts of those of the assets that are this user's own. The rows have them; what was uploaded a moment ago, while
 * the projector is behind, has its stream.
 */
export async function lookUpAssets(
  { database, eventStore, storage }: Pick<ApiDeps, 'database' | 'eventStore' | 'storage'>,
  assetIds: readonly string[],
  userId: string,
): Promise<Map<string, ReadAsset>> {
  const rows = await getAssets(database, { assetIds, userId })
  const found = new Map(rows.map((row) => [row.asset_id, toAssetFacts(row)]))
  const missing = assetIds.filter((assetId) => !found.has(assetId)).slice(0, mostAskedOfStore)
  const streams = await Promise.all(missing.map((assetId) => readAsset(eventStore, assetId)))
  for (const { status, userId: owner, facts } of streams) {
    if (status === 'stored' && owner === userId && facts !== null) found.set(facts.assetId, facts)
  }
  const read = await Promise.all([...found.values()].map((facts) => withText(storage, facts)))
  return new Map(read.map((asset) => [asset.assetId, asset]))
}

/** What is said in a file of subtitles is part of what an edit says. What is lost has none, and is told where it is used. */
async function withText(storage: ApiDeps['storage'], facts: AssetFacts): Promise<ReadAsset> {
  if (facts.media.kind !== 'subtitles') return facts
  try {
    const bytes = await storage.readBytes(assetKey(facts.sha256), mostSubtitlesBytes)
    return { ...facts, text: bytes.toString('utf8') }
  } catch (error: unknown) {
    if (error instanceof BlobMissing) return facts
    throw error
  }
}

async function readAsset(eventStore: EventStore, assetId: string): Promise<AssetState> {
  let asset = absentAsset
  for (const { type, data, metadata } of await eventStore.readStream(assetStream(assetId))) {
    asset = evolveAsset(asset, upcast({ type, data, schemaVersion: metadata.schemaVersion }) as AssetEvent)
  }
  return asset
}
