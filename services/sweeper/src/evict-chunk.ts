/**
 * In: the row of a chunk that has not been used for long. Out: the chunk gone, or spared, if storage knows of a later use.
 *
 *   look at the manifest → remove it → remove the files → forget the row
 *
 * Who has the manifest has the chunk, so from the second step on nobody has it. Whoever dies between two steps leaves a row
 * that is as old as before: the next sweep comes to it again, finds no manifest, and removes what is left.
 *
 * A worker that touches the manifest between the look and the removal is told that the chunk is there. Nothing but these two
 * calls is in between, and what it costs is time: the assembly finds a hole, and plans anew.
 */
import { forgetChunk, noteChunkUse, type CachedChunkRow } from '@framewright/read-model'
import { chunkManifestKey, chunkPrefix } from '@framewright/schemas'
import { removeLeftovers } from './remove-leftovers.ts'
import type { SweeperParts } from './sweeper-parts.ts'

/** `gone`: there was no such chunk any more. */
export type Eviction = 'evicted' | 'gone' | 'spared'

export async function evictChunk(
  { session: { kysely }, storage, log }: SweeperParts,
  row: CachedChunkRow,
): Promise<Eviction> {
  const { key, size_bytes: sizeBytes, made_at: madeAt, last_used_at: lastUsedAt } = row
  const manifest = chunkManifestKey(key)
  const found = await storage.stat(manifest)
  if (found === null) {
    await removeLeftovers(storage, key)
    await forgetChunk(kysely, row)
    return 'gone'
  }
  if (found.modifiedAt > lastUsedAt) {
    await noteChunkUse(kysely, key, found.modifiedAt)
    return 'spared'
  }
  await storage.remove(manifest)
  await storage.removePrefix(chunkPrefix(key))
  await forgetChunk(kysely, row)
  log.debug({ key, sizeBytes, madeAt, lastUsedAt }, 'chunk evicted')
  return 'evicted'
}
