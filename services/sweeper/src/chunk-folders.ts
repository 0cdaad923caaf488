import { chunkManifestKey, chunksPrefix } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import { foldersBelow, type Folder } from './folders-below.ts'

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
  for await (const folder of foldersBelow(storage, chunksPrefix)) yield chunkFolderOf(folder)
}

function chunkFolderOf({ name, keys }: Folder): ChunkFolder {
  if (!keyPattern.test(name)) return { key: null, name, hasManifest: false, files: keys }
  const manifest = chunkManifestKey(name)
  const files = keys.filter((key) => key !== manifest)
  return { key: name, name, hasManifest: files.length < keys.length, files }
}
