import { chunkManifestKey, chunksPrefix } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'

/** All that storage keeps under one name below `chunks/`. */
export interface ChunkFolder {
  /** Null: no key of a chunk. */
  readonly key: string | null
  readonly name: string
  readonly hasManifest: boolean
  /** Without the manifest. */
  readonly files: readonly string[]
}

const keyPattern = /^[0-9a-f]{64}$/

/** The folders of the cache, one after the other, as the storage lists them. */
export async function* chunkFolders(storage: Storage): AsyncGenerator<ChunkFolder> {
  let name: string | null = null
  let keys: string[] = []
  for await (const key of storage.list(chunksPrefix)) {
    const [first = '', ...below] = key.slice(chunksPrefix.length).split('/')
    // A file where a folder should be is one of its own, whatever its name.
    const own = below.length === 0 ? `${first} (a file)` : first
    if (name !== null && own !== name) yield folderOf(name, keys)
    if (own !== name) keys = []
    name = own
    keys.push(key)
  }
  if (name !== null) yield folderOf(name, keys)
}

function folderOf(name: string, keys: readonly string[]): ChunkFolder {
  if (!keyPattern.test(name)) return { key: null, name, hasManifest: false, files: keys }
  const manifest = chunkManifestKey(name)
  const files = keys.filter((key) => key !== manifest)
  return { key: name, name, hasManifest: files.length < keys.length, files }
}
