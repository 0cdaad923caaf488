import { Type, type Static } from 'typebox'
import { Sha256, Strict } from './strict.ts'

/** A file of an output that is more than one; `path` is where its playlists and tracks look for it. */
export const OutputPart = Strict({
  path: Type.String(),
  contentType: Type.String(),
  sha256: Sha256,
  sizeBytes: Type.Integer({ minimum: 1 }),
})
export type OutputPart = Static<typeof OutputPart>

/**
 * All that an output of several files is made of, in the order of the paths. Stored as canonical JSON beside the parts: an
 * hour of film has thousands, and the hash of this list, which is in the event, names the bytes of them all.
 */
export const PartList = Strict({ schemaVersion: Type.Literal(1), parts: Type.Array(OutputPart) })
export type PartList = Static<typeof PartList>

export const partListName = 'parts.json'
/** Where a part is in storage: beside the list. */
export const partKey = (listKey: string, path: string): string =>
  listKey.slice(0, listKey.lastIndexOf('/') + 1) + path
