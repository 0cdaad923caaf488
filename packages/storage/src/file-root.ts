import assert from 'node:assert/strict'
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { Stats } from 'node:fs'
import { errnoOf } from './file-faults.ts'

const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

/** A name that may stand between the slashes of a key. */
export const isSegment = (name: string): boolean => segment.test(name)

/** A folder that keeps objects, each under its key as a path. `root` is a real path. */
export interface FileRoot {
  readonly root: string
  /** The path of a key's object. A key that is not well formed is a bug, not a fault. */
  pathOf(key: string): string
  /** The object's stat, or null: there is none. Throws if a link leads out of the root. */
  statOf(path: string): Promise<Stats | null>
  /** Throws if the folder is, by way of a link, not within the root. */
  assertWithin(folder: string): Promise<void>
}

export function fileRoot(root: string): FileRoot {
  const assertWithin = async (folder: string) => {
    const real = await realpath(folder)
    assert(real === root || real.startsWith(root + sep), `${folder} leads out of storage, to ${real}`)
  }
  return {
    root,
    assertWithin,
    pathOf: (key) => {
      assert(key.split('/').every(isSegment), `${JSON.stringify(key)} is not a key of storage`)
      return join(root, key)
    },
    statOf: async (path) => {
      try {
        const found = await lstat(path)
        await assertWithin(dirname(path))
        assert(!found.isSymbolicLink(), `${path} is a link, not an object`)
        return found.isFile() ? found : null
      } catch (error: unknown) {
        if (isMissing(error)) return null
        throw error
      }
    },
  }
}

/** ENOTDIR: a part of the path is an object itself, so there is nothing below it. */
export function isMissing(error: unknown): boolean {
  const errno = errnoOf(error)
  return errno === 'ENOENT' || errno === 'ENOTDIR'
}

/** Prefixes may end within a segment; they obey the rules of keys as far as they go. */
export function assertPrefix(prefix: string): void {
  const parts = prefix.split('/')
  const last = parts.pop() ?? ''
  assert(
    parts.every(isSegment) && (last === '' || isSegment(last)),
    `${JSON.stringify(prefix)} is not a prefix of keys`,
  )
}
