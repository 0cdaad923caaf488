import type { Fault } from '../fault.ts'
import { untilAtWork, untilCompleted } from '../victims.ts'

/** F13: what a new version of everything is rolled out by. */
export const rollingStop: Fault = {
  name: 'rolling-stop',
  what: 'SIGTERM of the worker that is at work, and of each other service after it',
  recovery: null,
  rounds: 30,
  aim: {},
  spendsAttempts: false,
  round: async (siege) => {
    const { renderId } = await siege.submit(siege.random() < 0.5 ? siege.nextChunked() : siege.films.long)
    const { worker } = await untilAtWork(siege, renderId, 500)
    const others = siege.system.services.filter((service) => service !== worker && service.isRunning)
    const other = others[Math.floor(siege.random() * others.length)]!
    await worker.stop()
    const next = siege.submit(siege.films.short)
    await other.stop()
    await untilCompleted(siege, [renderId, (await next).renderId])
    return { recoveriesMs: [] }
  },
}
