/**
 * Where attempts write: one folder a worker, in it one an attempt, which nobody else sees and which is removed whatever
 * happens. A process that was killed leaves its folder behind; the next one to start on its host removes it (its ffmpegs
 * have died with it), and one on any other host once no attempt can be under way in it.
 */
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@framewright/observability'
import { usualTimings } from './timings.ts'

export interface Scratch {
  openFolder(): Promise<ScratchFolder>
  freeBytes(): Promise<number>
  close(): Promise<void>
}

export interface ScratchFolder {
  readonly path: string
  remove(): Promise<void>
}

/** Twice as long as any attempt may take. */
const longestIdleMs = 2 * usualTimings.mostLimitMs

const namePattern = /^worker\.(?<host>.+)\.(?<pid>\d+)\.(?<startedAt>\d+)\.\w{6}$/

export async function openScratch(root: string, log: Logger): Promise<Scratch> {
  await mkdir(root, { recursive: true })
  await sweepOrphans(root, log)
  const home = await mkdtemp(join(root, `worker.${hostname()}.${process.pid}.${startOf(process.pid) ?? 0}.`))

  async function remove(path: string): Promise<void> {
    try {
      // A process that has just been killed may still be at its last write.
      await rm(path, { recursive: true, force: true, maxRetries: 5 })
    } catch (error: unknown) {
      log.error({ err: error, path }, 'could not remove a folder of scratch')
    }
  }

  return {
    openFolder: async () => {
      // Something that tidies up temporary files may have found it idle.
      await mkdir(home, { recursive: true })
      const path = await mkdtemp(join(home, 'attempt-'))
      return { path, remove: () => remove(path) }
    },
    freeBytes: async () => {
      await mkdir(root, { recursive: true })
      const { bavail, bsize } = await statfs(root)
      return bavail * bsize
    },
    close: async () => {
      await remove(home)
    },
  }
}

async function sweepOrphans(root: string, log: Logger): Promise<void> {
  for (const name of await readdir(root)) {
    const { host, pid, startedAt } = namePattern.exec(name)?.groups ?? {}
    if (host === undefined) continue
    const path = join(root, name)
    const isUsed = host === hostname() ? isAlive(Number(pid), Number(startedAt)) : await isYoung(path)
    if (isUsed) continue
    log.info({ name }, 'removing what a worker that has died left behind')
    await rm(path, { recursive: true, force: true, maxRetries: 5 })
  }
}

/**
 * Who lives on another host, on a shared disk, cannot be asked: a container that was replaced has another name from then on. A
 * worker's folder changes with each attempt that begins or ends; the folder of one that is idle is made anew when it is missed.
 */
async function isYoung(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null) // removed by its own worker just now
  return found === null || Date.now() - found.mtimeMs < longestIdleMs
}

/** Ids come round again, in a container at every start: a process is known by its id and the time it began. */
function isAlive(pid: number, startedAt: number): boolean {
  const start = startOf(pid)
  if (start !== null) return start === startedAt
  try {
    process.kill(pid, 0)
    // Without a /proc there is no telling which process this is: better to leave a folder than to take one away.
    return startOf(process.pid) === null
  } catch {
    return false
  }
}

/** In clock ticks since boot: field 22 of /proc/<pid>/stat, counted from behind the name, which may hold anything. */
function startOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  } catch {
    return null
  }
}
