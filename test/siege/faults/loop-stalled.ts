import type { Fault } from '../fault.ts'
import { untilAtWork, untilClaimedAgain, untilCompleted } from '../victims.ts'
import { reclaimedWithinMs } from './worker-frozen.ts'

/** What a worker is started with: told to, it does nothing for so long but turn round. */
export function stallingEnvironment(stallMs: number): Readonly<Record<string, string>> {
  const stall = `const end=Date.now()+${stallMs};while(Date.now()<end);`
  return { NODE_OPTIONS: `--import "data:text/javascript,process.on('SIGUSR2',()=>{${stall}})"` }
}

/** F10: its ffmpeg goes on, and is done before its worker looks again. */
export const loopStalled: Fault = {
  name: 'loop-stalled',
  what: "a worker's event loop busy for twice the wait for an acknowledgement in mid-render",
  recovery: 'from the stall to the next claim',
  rounds: 8,
  aim: { maxMs: reclaimedWithinMs },
  spendsAttempts: true,
  round: async (siege) => {
    const { renderId } = await siege.submit(siege.films.long)
    const claimed = await untilAtWork(siege, renderId)
    claimed.worker.signal('SIGUSR2')
    const recoveredMs = await untilClaimedAgain(siege, claimed, { sinceMs: Date.now() })
    await untilCompleted(siege, [renderId])
    return { recoveriesMs: recoveredMs === null ? [] : [recoveredMs] }
  },
}
