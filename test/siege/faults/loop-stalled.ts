import type { Fault } from '../fault.ts'
import { untilAtWork, untilClaimedAgain, untilCompleted } from '../victims.ts'
import { reclaimedWithinMs } from './worker-frozen.ts'

/** What a worker is started with: told to, it does nothing but turn round for twice the wait for an acknowledgement. */
export const stallingEnvironment = {
  NODE_OPTIONS: `--import "data:text/javascript,process.on('SIGUSR2',()=>{const e=Date.now()+65000;while(Date.now()<e);})"`,
}

/** F10: its ffmpeg goes on, and is done before its worker looks again. */
export const loopStalled: Fault = {
  name: 'loop-stalled',
  what: "a worker's event loop busy for 65 s in mid-render",
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
