/** Pure: an event of an asset's stream -> the row it leads to. */
import assert from 'node:assert/strict'
import type { AssetRow } from '@framewright/read-model'
import type { AssetEvent } from '@framewright/schemas'
import type { Recorded } from './render-rows.ts'

/** As for renders: what the row has seen already changes nothing, and a gap is a bug. */
export function assetRowAfter(row: AssetRow | undefined, recorded: Recorded<AssetEvent>): AssetRow {
  const { event, revision, recordedAt } = recorded
  const version = Number(revision)
  if (row !== undefined && version <= row.version) return row
  const expected = row === undefined ? 0 : row.version + 1
  assert(version === expected, `${event.type} has revision ${version} where the row expects ${expected}`)
  switch (event.type) {
    case 'AssetStored': {
      const { assetId, userId, name, sha256, sizeBytes, media } = event.data
      return {
        asset_id: assetId,
        user_id: userId,
        name,
        sha256,
        size_bytes: sizeBytes,
        media,
        version,
        created_at: row?.created_at ?? recordedAt,
        removed_at: null,
      }
    }
    case 'AssetRemoved':
      assert(row !== undefined, 'the stream of an asset begins with AssetRemoved')
      return { ...row, version, removed_at: recordedAt }
    default:
      return unknownEvent(event)
  }
}

function unknownEvent(event: never): never {
  throw new assert.AssertionError({ message: `asset rows do not know ${JSON.stringify(event)}` })
}
