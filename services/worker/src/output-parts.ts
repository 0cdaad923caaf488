/**
 * In: the parts of an output, looked at. Out: all of them in storage, and behind them their list, which the event names by
 * its hash. Dies the worker half-way, there is no list, and nothing names what is there; the next attempt stores all of it
 * under keys of its own.
 */
import { createHash } from 'node:crypto'
import type { FinishedParts } from '@framewright/ffmpeg'
import { canonicalJson, partKey, partListName, type OutputFile, type PartList } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import { inParallel } from './in-parallel.ts'

export interface Parts {
  readonly files: FinishedParts['parts']
  /** Canonical JSON. */
  readonly list: string
}

/** The file that stands for all of them, and what is to be stored. */
export function listOf(
  name: string,
  { entry, parts, frameCount, media }: FinishedParts,
  keyOf: (fileName: string) => string,
): { readonly file: OutputFile; readonly made: Parts } {
  const files = [...parts].sort((one, other) => (one.path < other.path ? -1 : 1))
  const list: PartList = { schemaVersion: 1, parts: files.map(({ file: _, ...part }) => part) }
  const json = canonicalJson(list)
  return {
    file: {
      name,
      key: keyOf(`${name}/${partListName}`),
      fileName: entry,
      contentType: files.find(({ path }) => path === entry)?.contentType ?? '',
      sha256: createHash('sha256').update(json).digest('hex'),
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      frameCount,
      media,
      parts: { count: files.length },
    },
    made: { files, list: json },
  }
}

export async function storeParts(
  listKey: string,
  { files, list }: Parts,
  storage: Storage,
  signal: AbortSignal,
): Promise<void> {
  await inParallel(files, signal, async (part) => {
    await storage.putFile(partKey(listKey, part.path), part.file)
  })
  await storage.putBytes(listKey, list)
}
