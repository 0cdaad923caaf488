import { processTree } from '../process-tree.ts'
import type { Fault } from '../fault.ts'
import { untilAtWork, untilClaimedAgain, untilCompleted } from '../victims.ts'

/** JetStream's wait for an acknowledgement, and three seconds. */
export const reclaimedWithinMs = 33_000

/** F2: a zombie. It wakes up when its render is long done by somebody else, and goes on where it was. */
export const workerFrozen: Fault = {
  name: 'worker-frozen',
  what: 'SIGSTOP of a worker and its ffmpeg in mid-render, SIGCONT when the render is done by another',
  recovery: 'from the SIGSTOP to the next claim',
  rounds: 30,
  aim: { maxMs: reclaimedWithinMs },
  spendsAttempts: true,
  round: async (siege) => {
    const { renderId } = await siege.submit(siege.random() < 0.5 ? siege.nextChunked() : siege.films.long)
    const claimed = await untilAtWork(siege, renderId, 500)
    const frozen = processTree(claimed.worker.pid)
    for (const pid of frozen) process.kill(pid, 'SIGSTOP')
    const sinceMs = Date.now()
    try {
      const recoveredMs = await untilClaimedAgain(siege, claimed, { sinceMs })
      await untilCompleted(siege, [renderId])
      return { recoveriesMs: recoveredMs === null ? [] : [recoveredMs] }
    } finally {
      for (const pid of frozen) process.kill(pid, 'SIGCONT')
    }
  },
}
