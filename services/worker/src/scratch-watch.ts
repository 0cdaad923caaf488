/**
 * Looks at what the attempts of a worker write, for as long as there are any. An attempt that has written more than it may is
 * told so. When the disk is about to be full the one that has written most is told, and that one alone: what it leaves is room
 * for the others, and for whatever else lives on this disk.
 */
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '@framewright/observability'
import type { Scratch } from './scratch.ts'
import { sourcesFolder } from './sources.ts'

export interface WatchedFolder {
  readonly path: string
  readonly mostBytes: number
  readonly onTooLarge: () => void
  readonly onDiskFull: () => void
}

export interface ScratchWatch {
  /** Until what it returns is called. */
  watch(folder: WatchedFolder): () => void
}

export interface ScratchWatchOptions {
  readonly scratch: Pick<Scratch, 'freeBytes'>
  /** Below this the disk is about to be full. */
  readonly minFreeBytes: number
  readonly log: Logger
}

const everyMs = 1_000

export function createScratchWatch({ scratch, minFreeBytes, log }: ScratchWatchOptions): ScratchWatch {
  const watched = new Set<WatchedFolder>()
  let timer: NodeJS.Timeout | null = null

  async function look(): Promise<void> {
    const written: { folder: WatchedFolder; bytes: number }[] = []
    for (const folder of watched) written.push({ folder, bytes: await bytesIn(folder.path) })
    const here = written.filter(({ folder }) => watched.has(folder))
    for (const { folder, bytes } of here) if (bytes > folder.mostBytes) folder.onTooLarge()
    if ((await scratch.freeBytes()) >= minFreeBytes) return
    const [most] = here.sort((one, other) => other.bytes - one.bytes)
    most?.folder.onDiskFull()
  }

  function lookLater(): void {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => log.warn({ err: error }, 'could not look at the scratch folder'))
        .finally(() => {
          timer = null
          if (watched.size > 0) lookLater()
        })
    }, everyMs)
  }

  return {
    watch: (folder) => {
      watched.add(folder)
      if (timer === null) lookLater()
      return () => {
        watched.delete(folder)
        if (watched.size > 0 || timer === null) return
        clearTimeout(timer)
        timer = null
      }
    },
  }
}

/** What was written there. What is read is none of it, nor is a link to what storage keeps. */
export async function bytesIn(folder: string): Promise<number> {
  let bytes = 0
  // What goes while it is looked at is not there any more.
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory())
      bytes += entry.name === sourcesFolder ? 0 : await bytesIn(join(folder, entry.name))
    const found = entry.isFile() ? await lstat(join(folder, entry.name)).catch(() => null) : null
    if (found !== null && found.nlink === 1) bytes += found.size
  }
  return bytes
}
