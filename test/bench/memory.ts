import { readdirSync, readFileSync } from 'node:fs'
import { figure, type Figure } from './figures.ts'
import type { Subject } from './subject.ts'

const bytesPerKibibyte = 1024
/** Of each process's own, ffmpeg aside: 300 MiB. */
const aimMegabytes = 314

/** Resident memory of each process; of PostgreSQL, which is many, the part of each that is its own. */
export function measureMemory(subject: Subject, when: string): Figure[] {
  return [...subject.pids()].map(([name, pid]) =>
    figure(
      `memory of ${name}, ${when}`,
      residentBytesOf(name, pid) / 1_000_000,
      'MB',
      name === 'postgres' ? null : { atMost: aimMegabytes },
    ),
  )
}

export function residentBytesOf(name: string, pid: number): number {
  const kibibytes =
    name === 'postgres'
      ? familyOf(pid).reduce((sum, member) => sum + field(`/proc/${member}/smaps_rollup`, 'Pss'), 0)
      : field(`/proc/${pid}/status`, 'VmRSS')
  return kibibytes * bytesPerKibibyte
}

/** The most that a process has had at any time so far; 0 when it has ended. */
export const peakBytesOf = (pid: number): number => field(`/proc/${pid}/status`, 'VmHWM') * bytesPerKibibyte

function familyOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid)
  return [pid, ...children]
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    // It has ended since.
    return -1
  }
}

function field(path: string, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(path, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
