import assert from 'node:assert/strict'
import { eventually } from '../../support/eventually.ts'
import { processTree } from '../process-tree.ts'
import type { Fault } from '../fault.ts'
import { untilAtWork, untilClaimedAgain, untilCompleted } from '../victims.ts'

const atOnce = 3

/** F14: the worker is well, and sees no progress. Several at once, since each takes a minute. */
export const ffmpegHung: Fault = {
  name: 'ffmpeg-hung',
  what: 'SIGSTOP of ffmpeg alone in mid-render',
  recovery: 'from the SIGSTOP to the next claim: a minute without progress, and the retry’s two seconds',
  rounds: 10,
  aim: { maxMs: 60_000 + 5_000 + 2_500 },
  spendsAttempts: true,
  round: async (siege) => {
    const renders = await Promise.all(Array.from({ length: atOnce }, () => siege.submit(siege.films.long)))
    const recoveriesMs = await Promise.all(
      renders.map(async ({ renderId }) => {
        const claimed = await untilAtWork(siege, renderId)
        const { worker } = claimed
        const hung = await eventually(() => {
          const own = processTree(worker.pid).filter((pid) => siege.system.ffmpegs().includes(pid))
          assert.notEqual(own.length, 0, 'its ffmpeg runs')
          return own
        })
        for (const pid of hung) process.kill(pid, 'SIGSTOP')
        return untilClaimedAgain(siege, claimed, { sinceMs: Date.now() })
      }),
    )
    await untilCompleted(
      siege,
      renders.map(({ renderId }) => renderId),
    )
    return { recoveriesMs: recoveriesMs.filter((ms) => ms !== null) }
  },
}
