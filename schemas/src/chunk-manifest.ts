import { Type, type Static } from 'typebox'
import { MeasuredLoudness } from './sound-loudness.ts'
import { Sha256, Strict } from './strict.ts'

/**
 * What a chunk is made of: stored under its key when all of its files are, so that who finds it finds them. Of several
 * attempts at one key the first that stored it is the chunk.
 */
export const ChunkManifest = Strict({
  schemaVersion: Type.Literal(1),
  files: Type.Array(
    Strict({
      name: Type.String({ pattern: '^\\d{1,4}$', description: 'Of the output in the plan of the chunk' }),
      container: Type.String({ pattern: '^[a-z0-9]{1,8}$' }),
      sha256: Sha256,
      sizeBytes: Type.Integer({ minimum: 1 }),
      frameCount: Type.Integer({ minimum: 0 }),
      // There where it has sound. Chunks were stored before it was measured with them: they are good without.
      loudness: Type.Optional(MeasuredLoudness),
    }),
    { minItems: 1 },
  ),
})
export type ChunkManifest = Static<typeof ChunkManifest>

export const chunksPrefix = 'chunks/'
/** All that is stored of a chunk. */
export const chunkPrefix = (key: string): string => `${chunksPrefix}${key}/`
export const chunkManifestKey = (key: string): string => `${chunkPrefix(key)}manifest.json`
/** By its own hash: two attempts whose bytes differ are not in each other's way. */
export const chunkFileKey = (key: string, sha256: string): string => `${chunkPrefix(key)}${sha256}`
