import { chunkManifestKey, chunkPrefix } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import { longestRenderMs } from './sweeper-parts.ts'

/**
 * Removes the files of a chunk that has no manifest: of one that was half evicted, or never finished. Not while one of them is
 * young: its worker may be about to store the manifest. True if there is nothing left.
 *
 * A worker that makes the chunk anew, finds an old file of it in its place and stores the manifest just now, gets a chunk
 * without that file; who reads it notices, and has it rendered again.
 */
export async function removeLeftovers(storage: Storage, key: string): Promise<boolean> {
  const old = Date.now() - longestRenderMs
  for await (const file of storage.list(chunkPrefix(key))) {
    const found = await storage.stat(file)
    if (found !== null && found.modifiedAt.getTime() >= old) return false
  }
  if ((await storage.stat(chunkManifestKey(key))) !== null) return false
  await storage.removePrefix(chunkPrefix(key))
  return true
}
