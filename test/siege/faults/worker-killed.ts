import type { Fault } from '../fault.ts'
import { untilAtWork, untilClaimedAgain, untilCompleted } from '../victims.ts'

/**
 * F1. In every third round the victim works on a chunk; of those no recovery is measured, since a film of chunks keeps every
 * worker busy, and who is busy takes nothing over.
 */
export const workerKilled: Fault = {
  name: 'worker-killed',
  what: 'kill -9 of a worker at a random moment of its work, while another one is free',
  recovery: 'from the kill to the next claim, of films in one piece: those in chunks leave nobody free',
  rounds: 100,
  aim: { p95Ms: 3_000 },
  spendsAttempts: true,
  round: async (siege) => {
    const isChunked = siege.random() < 1 / 3
    const { renderId } = await siege.submit(isChunked ? siege.nextChunked() : siege.films.long)
    const claimed = await untilAtWork(siege, renderId, 1_000)
    const sinceMs = Date.now()
    await claimed.worker.kill()
    const recoveredMs = await untilClaimedAgain(siege, claimed, { sinceMs })
    await untilCompleted(siege, [renderId])
    return { recoveriesMs: recoveredMs === null || isChunked ? [] : [recoveredMs] }
  },
}
