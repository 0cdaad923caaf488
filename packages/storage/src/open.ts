import { fileURLToPath } from 'node:url'
import { openFileStorage } from './file.ts'
import type { Log } from './log.ts'
import type { Storage } from './storage.ts'

/** Opens the storage that the URL names: file:///an/absolute/path. Throws StorageUnavailable when it cannot be used. */
export async function openStorage({ url, log }: { url: string; log: Log }): Promise<Storage> {
  const scheme = /^([a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme !== 'file')
    throw new Error(`storage is file:///an/absolute/path; ${scheme ?? 'a URL without a scheme'} is not known`)
  return openFileStorage({ folder: fileURLToPath(url), log })
}
