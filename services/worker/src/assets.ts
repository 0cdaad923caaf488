import { stat } from 'node:fs/promises'
import { BlobMissing, type Storage } from '@framewright/storage'
import { assetKey, type AssetFacts } from '@framewright/schemas'
import { WorkFault } from './errors.ts'
import { inParallel } from './in-parallel.ts'

export interface FetchAssetsOptions {
  readonly storage: Pick<Storage, 'fetchTo'>
  readonly assets: readonly AssetFacts[]
  readonly pathOf: (sha256: string) => string
  readonly signal: AbortSignal
  readonly onBytes: () => void
}

/** Makes the assets' bytes readable in the attempt's folder, each once. Throws the fault of the first that cannot be had. */
export async function fetchAssets(options: FetchAssetsOptions): Promise<void> {
  const assets = [...new Map(options.assets.map((asset) => [asset.sha256, asset])).values()]
  await inParallel(assets, options.signal, (asset, signal) => fetchOne(asset, { ...options, signal }))
}

async function fetchOne(asset: AssetFacts, options: FetchAssetsOptions): Promise<void> {
  const { storage, pathOf, signal, onBytes } = options
  const { assetId, sha256, sizeBytes } = asset
  const path = pathOf(sha256)
  try {
    await storage.fetchTo(assetKey(sha256), path, { signal, onBytes })
  } catch (error: unknown) {
    if (!(error instanceof BlobMissing)) throw error
    throw new WorkFault('ASSET_MISSING', `asset ${assetId} is not in storage any more`, { cause: error })
  }
  const { size } = await stat(path)
  if (size !== sizeBytes) {
    throw new WorkFault('ASSET_UNREADABLE', `asset ${assetId} has ${size} bytes of ${sizeBytes}`)
  }
}
