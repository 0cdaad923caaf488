/**
 * Which processes were started here, on disk, so that a start after `kill -9` of the supervisor finds what it left.
 * A record is written as soon as the process is there and removed once it is gone.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts'

export interface ProcessRecord extends ProcessIdentity {
  readonly name: string
  /** What it is to be ended with when its supervisor is gone. */
  readonly deathSignal: NodeJS.Signals
}

export interface PidRecords {
  write(name: string, pid: number, deathSignal: NodeJS.Signals): void
  remove(name: string): void
  /** Ends every recorded process that still lives, and its group. Resolves with their names. */
  reap(): Promise<string[]>
}

const reapTimeoutMs = 10_000
const lookEveryMs = 20

export function openPidRecords(folder: string): PidRecords {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pathOf = (name: string) => join(folder, `${name}.json`)

  async function reapOne(file: string): Promise<string | null> {
    const record = readRecord(join(folder, file))
    const lived = record !== null && isAlive(record)
    if (lived) await end(record)
    rmSync(join(folder, file), { force: true })
    return lived ? record.name : null
  }

  return {
    write: (name, pid, deathSignal) => {
      const identity = identify(pid)
      // Gone already: its end is about to be reported.
      if (identity === null) return
      writeFileSync(pathOf(name), JSON.stringify({ ...identity, name, deathSignal } satisfies ProcessRecord))
    },
    remove: (name) => rmSync(pathOf(name), { force: true }),
    reap: async () => {
      const reaped = await Promise.all(readdirSync(folder).map(reapOne))
      return reaped.filter((name) => name !== null)
    },
  }
}

async function end(record: ProcessRecord): Promise<void> {
  killGroup(record.pid, record.deathSignal)
  const deadline = performance.now() + reapTimeoutMs
  while (isAlive(record) && performance.now() < deadline) await delay(lookEveryMs)
  if (isAlive(record)) killGroup(record.pid, 'SIGKILL')
  while (isAlive(record)) await delay(lookEveryMs)
}

/** The process and what it has started: each of ours leads a group of its own. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error: unknown) {
    // macOS says EPERM of a group in which nobody lives any more.
    const gone = error instanceof Error && 'code' in error && ['ESRCH', 'EPERM'].includes(String(error.code))
    if (!gone) throw error
  }
}

function readRecord(path: string): ProcessRecord | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessRecord
  } catch (error: unknown) {
    // Cut off while it was written: its process is tied to its parent's death all the same.
    if (error instanceof SyntaxError) return null
    throw error
  }
}
