import assert from 'node:assert/strict'
import { constants } from 'node:fs'
import { access, lutimes, open, realpath, statfs, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { BlobMissing, BlobTooLarge, StorageFull } from './errors.ts'
import { withFaults } from './file-faults.ts'
import { keysWith, pruneFolders } from './file-list.ts'
import { linkOrCopy, readableOf } from './file-read.ts'
import { fileRoot, isMissing } from './file-root.ts'
import { fileWriter, incomingFolder, makeFolder, sweepIncoming } from './file-write.ts'
import type { Log } from './log.ts'
import type { ByteRange, Storage } from './storage.ts'

const leftoverAgeMs = 60 * 60 * 1000

/** Objects as files below one folder, which may be shared by many processes of one machine. */
export async function openFileStorage({ folder, log }: { folder: string; log: Log }): Promise<Storage> {
  const removeUnfinished = async () => {
    const swept = await sweepIncoming(folder, new Date(Date.now() - leftoverAgeMs))
    if (swept > 0) log.info({ swept }, 'removed what unfinished writes had left')
    return swept
  }
  const root = await withFaults(`open ${folder}`, async () => {
    await makeFolder(incomingFolder(folder))
    await removeUnfinished()
    return realpath(folder)
  })
  const files = fileRoot(root)
  const writer = fileWriter(files)

  const remove = (key: string) => {
    const path = files.pathOf(key)
    return withFaults(`remove ${key}`, async () => {
      if ((await files.statOf(path)) === null) return
      await unlink(path).catch((error: unknown) => {
        if (!isMissing(error)) throw error
      })
      await pruneFolders(root, dirname(path))
    })
  }

  /** Who removes a folder's last object and dies then leaves the folder, which no list shows. */
  const pruneEmpty = async (prefix: string) => {
    const folder = join(root, prefix)
    try {
      await files.assertWithin(folder)
    } catch (error: unknown) {
      if (isMissing(error)) return
      throw error
    }
    await pruneFolders(root, folder)
  }

  const openObject = async (key: string) => {
    const path = files.pathOf(key)
    if ((await files.statOf(path)) === null) throw new BlobMissing(key)
    return open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
      throw isMissing(error) ? new BlobMissing(key, { cause: error }) : error
    })
  }

  async function get(key: string, range?: ByteRange): Promise<{ stream: Readable; sizeBytes: number }> {
    return withFaults(`read ${key}`, async () => {
      const handle = await openObject(key)
      const sizeBytes = await handle.stat().then(
        (found) => found.size,
        async (error: unknown) => {
          await handle.close()
          throw error
        },
      )
      const end = Math.min(range?.end ?? Infinity, sizeBytes - 1)
      return { stream: readableOf(handle, key, { start: range?.start ?? 0, end }), sizeBytes }
    })
  }

  return {
    get,
    remove,
    putBytes: async (key, bytes, { ifAbsent = false } = {}) => {
      const path = files.pathOf(key)
      return withFaults(`store ${key}`, () => writer.fromBytes(path, bytes, ifAbsent))
    },
    putFile: async (key, source, { ifAbsent = false } = {}) => {
      const path = files.pathOf(key)
      // Of the caller's file, not of storage: a missing one is not an outage. Links are followed here, since
      // link(2) would store the link.
      const file = await realpath(source)
      return withFaults(`store ${key}`, () => writer.fromFile(path, file, ifAbsent))
    },
    readBytes: async (key, maxBytes) => {
      const { stream, sizeBytes } = await get(key)
      if (sizeBytes > maxBytes) {
        stream.destroy()
        throw new BlobTooLarge(key, sizeBytes, maxBytes)
      }
      return Buffer.concat((await stream.toArray()) as Buffer[])
    },
    stat: async (key) => {
      const path = files.pathOf(key)
      const found = await withFaults(`look for ${key}`, () => files.statOf(path))
      return found && { sizeBytes: found.size, modifiedAt: found.mtime }
    },
    touch: async (key) => {
      const path = files.pathOf(key)
      return withFaults(`touch ${key}`, async () => {
        if ((await files.statOf(path)) === null) return false
        const now = new Date()
        try {
          // By its name, not by an open file: of one that was removed in between there is nothing to be told.
          await lutimes(path, now, now)
          return true
        } catch (error: unknown) {
          if (isMissing(error)) return false
          throw error
        }
      })
    },
    list: (prefix) => keysWith(root, prefix),
    removePrefix: async (prefix) => {
      assert(prefix !== '', 'all of storage is never removed at once')
      await withFaults(`list ${prefix}`, async () => {
        for await (const key of keysWith(root, prefix)) await remove(key)
        if (prefix.endsWith('/')) await pruneEmpty(prefix.slice(0, -1))
      })
    },
    fetchTo: async (key, target, options) => {
      const path = files.pathOf(key)
      await withFaults(`fetch ${key}`, async () => {
        const found = await files.statOf(path)
        if (found === null) throw new BlobMissing(key)
        const how = await linkOrCopy(path, target, found.size, options)
        log.debug({ key, how, sizeBytes: found.size }, 'object fetched')
      })
    },
    removeUnfinished: () => withFaults('look for unfinished writes', removeUnfinished),
    ping: () =>
      withFaults('write to storage', async () => {
        await access(incomingFolder(root), constants.W_OK)
        if ((await statfs(root)).bavail === 0) throw new StorageFull('no room left in storage')
      }),
    close: async () => {},
  }
}
