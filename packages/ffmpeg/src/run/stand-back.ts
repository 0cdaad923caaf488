import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

const niceness = 5
const firstToGo = 1_000

/**
 * What encodes comes after what keeps the service alive: a heartbeat that has to wait for its turn is one that others miss. Its
 * turn on the disk follows from its niceness by itself. Called before it has any threads, which inherit this.
 */
export function standBack(pid: number): void {
  try {
    setPriority(pid, niceness)
  } catch {
    // It has ended already.
  }
  // A session of its own is a group of its own to the scheduler, where it has such groups: it is the group that has to be nice.
  tell(`/proc/${pid}/autogroup`, niceness)
  // Where memory runs out, the kernel is to end this, and not the worker or a database beside it.
  tell(`/proc/${pid}/oom_score_adj`, firstToGo)
}

function tell(path: string, value: number): void {
  try {
    writeFileSync(path, `${value}`)
  } catch {
    // No such thing here, or the process has ended.
  }
}
