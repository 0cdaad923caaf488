import { readFile } from 'node:fs/promises'

/** The kernel shows times in ticks of USER_HZ, which is 100 on every architecture that Node runs on. */
const msPerTick = 10

/** CPU time of a process and of the children it has waited for; null when it is gone or the system has no /proc. */
export async function readCpuMs(pid: number): Promise<number | null> {
  try {
    return parseCpuMs(await readFile(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return null
  }
}

/** proc(5): fields 14 to 17 are utime, stime, cutime, cstime. The second, the name, may hold spaces and brackets itself. */
export function parseCpuMs(stat: string): number | null {
  const fromThird = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = fromThird.slice(11, 15).map(Number)
  const sum = ticks.reduce((total, each) => total + each, 0)
  return ticks.length === 4 && Number.isFinite(sum) ? sum * msPerTick : null
}
