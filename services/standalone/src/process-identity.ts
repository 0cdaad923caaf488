import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process id is used again, after a reboot or in a new container; together with when it began it is not. */
export interface ProcessIdentity {
  readonly pid: number
  readonly began: string
}

/** Null when there is no such process (any more). */
export function identify(pid: number): ProcessIdentity | null {
  const began = process.platform === 'linux' ? beganOnLinux(pid) : beganElsewhere(pid)
  return began === null ? null : { pid, began }
}

export const isAlive = ({ pid, began }: ProcessIdentity): boolean => identify(pid)?.began === began

/** Ticks since boot and the boot's id. What has ended and was not waited for yet is as good as gone. */
function beganOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field is the program's name in brackets, with whatever it likes in it.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return state === 'Z' || state === 'X' ? null : `${boot}/${fields[18]}`
  } catch {
    // No such process.
    return null
  }
}

function beganElsewhere(pid: number): string | null {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : null
}
