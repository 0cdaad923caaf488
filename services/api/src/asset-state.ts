import type { AssetEvent, AssetFacts } from '@framewright/schemas'

/** An asset, folded from its stream. Stored and removed may alternate: the same file can be uploaded again. */
export interface AssetState {
  readonly status: 'absent' | 'stored' | 'removed'
  readonly userId: string | null
  readonly facts: AssetFacts | null
}

export const absentAsset: AssetState = { status: 'absent', userId: null, facts: null }

export function evolveAsset(asset: AssetState, event: AssetEvent): AssetState {
  switch (event.type) {
    case 'AssetStored': {
      const { userId, assetId, sha256, sizeBytes, media } = event.data
      return { status: 'stored', userId, facts: { assetId, sha256, sizeBytes, media } }
    }
    case 'AssetRemoved':
      return { ...asset, status: 'removed' }
  }
}
