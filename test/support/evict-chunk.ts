import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chunkManifestKey, chunkPrefix, chunksPrefix } from '@framewright/schemas'

/** The keys of the chunks that are in a system's cache now. */
export function cachedChunks(storageFolder: string): string[] {
  const folder = join(storageFolder, chunksPrefix)
  const keys = existsSync(folder) ? readdirSync(folder) : []
  return keys.filter((key) => existsSync(join(storageFolder, chunkManifestKey(key)))).sort()
}

/** Takes a chunk out of the cache as the sweeper does, whoever may be using it: the manifest, then the files. */
export function evictChunk(storageFolder: string, key: string): void {
  rmSync(join(storageFolder, chunkManifestKey(key)))
  rmSync(join(storageFolder, chunkPrefix(key)), { recursive: true, force: true })
}
