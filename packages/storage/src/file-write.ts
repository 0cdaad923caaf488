/**
 * How an object comes to be under its key: whole, or not at all.
 *
 *   incoming/<name>   written or linked, made read-only, fsynced
 *   → <key>           rename(2), or link(2) for "if absent": of many writers one wins
 *   fsync of the folder, and of every folder that was made on the way
 *
 * Dying before the second step leaves a file in the incoming folder, which a later start sweeps; after it, the object.
 */
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, copyFile, link, lstat, mkdir, open, readdir, rename, rm, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileRoot } from './file-root.ts'
import { errnoOf } from './file-faults.ts'
import type { PutResult } from './storage.ts'

/** Within the root, so that rename and link never cross a file system; its dot keeps it apart from every key. */
export const incomingFolder = (root: string): string => join(root, '.incoming')

/** Nobody writes to a stored object, least of all through the hard links that fetchTo hands out. */
const readOnly = 0o444
const publishTries = 10

export interface FileWriter {
  fromBytes(path: string, bytes: Uint8Array | string, ifAbsent: boolean): Promise<PutResult>
  fromFile(path: string, source: string, ifAbsent: boolean): Promise<PutResult>
}

export function fileWriter(files: FileRoot): FileWriter {
  async function write(
    path: string,
    ifAbsent: boolean,
    fill: (incoming: string) => Promise<void>,
  ): Promise<PutResult> {
    const incoming = join(incomingFolder(files.root), `${process.pid}-${randomUUID()}`)
    try {
      await fill(incoming)
      return await publish(incoming, path, ifAbsent)
    } finally {
      // Also after a rename: one that finds two names of the same file does nothing, and leaves both.
      await rm(incoming, { force: true })
    }
  }

  async function publish(incoming: string, path: string, ifAbsent: boolean): Promise<PutResult> {
    const folder = dirname(path)
    for (let tries = 1; ; tries += 1) {
      await makeFolder(folder)
      await files.assertWithin(folder)
      try {
        await (ifAbsent ? link(incoming, path) : rename(incoming, path))
        await syncFolder(folder)
        return { stored: true }
      } catch (error: unknown) {
        const errno = errnoOf(error)
        if (errno === 'EEXIST' && ifAbsent) {
          // The other writer may not have come to its fsync yet, and the caller is told that the object is there.
          await syncFolder(folder)
          return { stored: false }
        }
        // Who removes the last object of a folder removes the folder, perhaps just now.
        if (errno !== 'ENOENT' || tries === publishTries) throw error
      }
    }
  }

  return {
    fromBytes: (path, bytes, ifAbsent) =>
      write(path, ifAbsent, async (incoming) => {
        const file = await open(incoming, 'wx', readOnly)
        try {
          await file.writeFile(bytes)
          await file.sync()
        } finally {
          await file.close()
        }
      }),
    fromFile: (path, source, ifAbsent) =>
      write(path, ifAbsent, async (incoming) => {
        if (!(await linkReadOnly(source, incoming))) {
          const exclusive = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE
          await copyFile(source, incoming, exclusive)
          await chmod(incoming, readOnly)
        }
        await syncFile(incoming)
      }),
  }
}

/** False where there can be no link: another file system, one without links, or a file that is not ours. */
async function linkReadOnly(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target)
    await chmod(target, readOnly)
    // An object's time is when it was stored, not when its bytes were written.
    const now = new Date()
    await utimes(target, now, now)
    return true
  } catch (error: unknown) {
    if (!cannotLink(error)) throw error
    await rm(target, { force: true })
    return false
  }
}

export function cannotLink(error: unknown): boolean {
  return ['EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP'].includes(errnoOf(error) ?? '')
}

/** Makes it with what is missing above it; each new folder is an entry of its parent that must survive a power cut. */
export async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true })
  if (firstMade === undefined) return
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made))
    if (made === firstMade) return
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  try {
    await syncFile(folder)
  } catch (error: unknown) {
    // Removed again by somebody who emptied it: then there is nothing to keep.
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}

/** Removes what writers that died have left. Judged by ctime: linking a file, however old it is, sets it. */
export async function sweepIncoming(root: string, olderThan: Date): Promise<number> {
  let swept = 0
  for (const name of await readdir(incomingFolder(root))) {
    const path = join(incomingFolder(root), name)
    const found = await lstat(path).catch(() => null) // finished in the meantime
    if (found === null || found.ctime >= olderThan) continue
    await rm(path, { force: true })
    swept += 1
  }
  return swept
}
