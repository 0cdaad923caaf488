import { readdir, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errnoOf, faultOf } from './file-faults.ts'
import { assertPrefix, isMissing, isSegment } from './file-root.ts'

/** The keys that begin with the prefix, in the order of their bytes; what is removed meanwhile may be missing. */
export async function* keysWith(root: string, prefix: string): AsyncGenerator<string> {
  assertPrefix(prefix)
  yield* keysBelow(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix)
}

async function* keysBelow(root: string, base: string, prefix: string): AsyncGenerator<string> {
  for (const key of await entriesOf(root, base)) {
    if (!key.startsWith(prefix)) continue
    if (key.endsWith('/')) yield* keysBelow(root, key, prefix)
    else yield key
  }
}

/**
 * Folders end with a slash, which also sorts them as their keys sort: `a.b` comes before `a/b`. What somebody has put there
 * under a name that no key has is no object: who lists may read and remove whatever is listed.
 */
async function entriesOf(root: string, base: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, base), { withFileTypes: true })
    return entries
      .filter((entry) => isSegment(entry.name) && (entry.isFile() || entry.isDirectory()))
      .map((entry) => base + entry.name + (entry.isDirectory() ? '/' : ''))
      .sort((a, b) => (a < b ? -1 : 1))
  } catch (error: unknown) {
    if (isMissing(error)) return []
    throw faultOf(error, `list ${base}`)
  }
}

/** Removes the folders that have become empty, from this one up to the root, which stays. */
export async function pruneFolders(root: string, folder: string): Promise<void> {
  for (let at = folder; at !== root; at = dirname(at)) {
    try {
      await rmdir(at)
    } catch (error: unknown) {
      const errno = errnoOf(error)
      if (errno === 'ENOTEMPTY' || errno === 'EEXIST') return
      if (!isMissing(error)) throw error
    }
  }
}
