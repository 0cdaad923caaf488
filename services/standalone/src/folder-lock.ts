import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AlreadyRunning } from './errors.ts'
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts'

const fileName = 'supervisor.json'

/**
 * Makes the folder this process's own until `release`. What a killed process has left is taken over; of several that
 * try at once one gets it. Throws AlreadyRunning.
 */
export function lockFolder(folder: string): { release(): void } {
  const own = identify(process.pid)
  if (own === null) throw new Error('cannot tell when this process began')
  const path = join(folder, fileName)
  // Written elsewhere and linked: whoever finds the file finds all of it.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 })
  try {
    while (!linked(draft, path)) {
      const holder = read(path)
      if (holder !== null && isAlive(holder)) throw new AlreadyRunning(folder, holder.pid)
      removeStale(path, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    release: () => {
      if (read(path)?.pid === own.pid) rmSync(path, { force: true })
    },
  }
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error: unknown) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Somebody else may have taken the folder over since it was read: then it gets its file back. */
function removeStale(path: string, stale: ProcessIdentity | null): void {
  const aside = `${path}.${process.pid}.stale`
  try {
    renameSync(path, aside)
  } catch (error: unknown) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  const moved = read(aside)
  if (moved !== null && moved.began !== stale?.began) linked(aside, path)
  rmSync(aside, { force: true })
}

function read(path: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity
  } catch (error: unknown) {
    // Gone meanwhile, or cut off by a full disk: nobody's.
    if (isCode(error, 'ENOENT') || error instanceof SyntaxError) return null
    throw error
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
