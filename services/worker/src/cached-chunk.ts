/**
 * A chunk in the cache: its files, and a manifest that is stored when all of them are. In: a key. Out: files whose bytes are
 * those of the manifest, or the news that there is nothing of use. What is corrupt is taken out of the cache, so that it is
 * made anew; of two that are made at once, the manifest that was first is the chunk.
 */
import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { hashFile } from '@framewright/ffmpeg'
import { canonicalJson, chunkFileKey, ChunkManifest, chunkManifestKey } from '@framewright/schemas'
import { BlobMissing, BlobTooLarge, type Storage } from '@framewright/storage'
import { Compile } from 'typebox/compile'
import type { Attempt } from './work-item.ts'

type ChunkFile = ChunkManifest['files'][number]
export type MadeFile = ChunkFile & { readonly path: string }

/** A chunk whose bytes are here, and looked at. */
export interface FetchedChunk {
  readonly manifest: ChunkManifest
  /** Of each of its outputs. */
  readonly paths: ReadonlyMap<string, string>
}

const check = Compile(ChunkManifest)
const mostManifestBytes = 64 * 1024

/** What is left of it is in nobody's way, and swept. */
export const dropChunk = (key: string, storage: Pick<Storage, 'remove'>): Promise<void> =>
  storage.remove(chunkManifestKey(key))

/** Null: it is not there, or it was not in order and is not there any more. */
export async function fetchChunk(
  key: string,
  folder: string,
  storage: Storage,
  { signal, progress, log }: Pick<Attempt, 'signal' | 'progress' | 'log'>,
): Promise<FetchedChunk | null> {
  const manifest = await readManifest(storage, key)
  if (manifest === null) return null
  const paths = new Map<string, string>()
  for (const file of manifest.files) {
    const path = join(folder, `${file.name}.${file.container}`)
    if (!(await fetchFile(key, file, path))) {
      log.add('worker', 'a chunk in the cache is not in order: it is made anew', { key, file: file.sha256 })
      await dropChunk(key, storage)
      return null
    }
    paths.set(file.name, path)
  }
  return { manifest, paths }

  async function fetchFile(key: string, { sha256 }: ChunkFile, path: string): Promise<boolean> {
    try {
      await storage.fetchTo(chunkFileKey(key, sha256), path, { signal, onBytes: () => progress.moved() })
    } catch (error: unknown) {
      if (error instanceof BlobMissing) return false
      throw error
    }
    const found = await hashFile(path, signal)
    progress.moved()
    return found.sha256 === sha256
  }
}

async function readManifest(storage: Storage, key: string): Promise<ChunkManifest | null> {
  try {
    const bytes = await storage.readBytes(chunkManifestKey(key), mostManifestBytes)
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (check.Check(value)) return value
  } catch (error: unknown) {
    if (error instanceof BlobMissing) return null
    if (!(error instanceof SyntaxError) && !(error instanceof BlobTooLarge)) throw error
  }
  await dropChunk(key, storage)
  return null
}

/** The chunk that is in the cache afterwards: this one, or one that was stored before it. */
export async function storeChunk(
  key: string,
  files: readonly MadeFile[],
  storage: Storage,
): Promise<ChunkManifest> {
  for (const { sha256, path } of files) await storage.putFile(chunkFileKey(key, sha256), path)
  const manifest: ChunkManifest = { schemaVersion: 1, files: files.map(({ path: _, ...file }) => file) }
  assert(check.Check(manifest), 'whoever finds it understands it')
  for (;;) {
    const { stored } = await storage.putBytes(chunkManifestKey(key), canonicalJson(manifest), {
      ifAbsent: true,
    })
    if (stored) return manifest
    const first = await readManifest(storage, key)
    if (first === null) continue
    const isNamed = new Set(first.files.map(({ sha256 }) => sha256))
    for (const { sha256 } of files) if (!isNamed.has(sha256)) await storage.remove(chunkFileKey(key, sha256))
    return first
  }
}

export const manifestSha256 = (manifest: ChunkManifest): string =>
  createHash('sha256').update(canonicalJson(manifest)).digest('hex')
