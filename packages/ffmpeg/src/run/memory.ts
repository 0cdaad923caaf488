import { readFile } from 'node:fs/promises'

/** What a process has in memory; null when it is gone or the system has no /proc. */
export async function readMemoryBytes(pid: number): Promise<number | null> {
  try {
    return parseMemoryBytes(await readFile(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return null
  }
}

/** proc(5): a zombie has no such line. */
export function parseMemoryBytes(status: string): number | null {
  const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]
  return kibibytes === undefined ? null : Number(kibibytes) * 1024
}
