import { stat } from 'node:fs/promises'
import { BlobMissing, type Storage } from '@framewright/storage'
import { assetKey, type AssetFacts } from '@framewright/schemas'
import { allOrAbort } from './all-or-abort.ts'
import { WorkFault } from './errors.ts'

export interface FetchAssetsOptions {
  readonly storage: Pick<Storage, 'fetchTo'>
  readonly assets: readonly AssetFacts[]
  readonly pathOf: (sha256: string) => string
  readonly signal: AbortSignal
  readonly onBytes: () => void
}

const atATime = 8

/** Makes the assets' bytes readable in the attempt's folder, each once. Throws the fault of the first that cannot be had. */
export async function fetchAssets(options: FetchAssetsOptions): Promise<void> {
  const left = [...new Map(options.assets.map((asset) => [asset.sha256, asset])).values()]
  const fetchNext = async (signal: AbortSignal): Promise<void> => {
    for (let asset = left.shift(); asset !== undefined; asset = left.shift()) {
      await fetchOne(asset, { ...options, signal })
    }
  }
  const fetchers = Array.from({ length: Math.min(atATime, left.length) }, () => fetchNext)
  await allOrAbort(options.signal, fetchers)
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
