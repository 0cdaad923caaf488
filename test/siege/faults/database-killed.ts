import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import { untilAtWork, untilCompleted } from '../victims.ts'

const atOnce = 6

/** F4. Users submit while it dies: some answers are lost between commit and reply, and asked for again with the same key. */
export const databaseKilled: Fault = {
  name: 'database-killed',
  what: 'kill -9 of PostgreSQL, event store and rows both, while edits are being submitted',
  recovery: 'from its return until all that was submitted is done',
  rounds: 30,
  aim: {},
  spendsAttempts: false,
  obstacle: () => (process.env['EVENT_STORE_URL'] === undefined ? null : 'the event store is another server'),
  round: async (siege) => {
    const { postgres } = siege.system
    const running = await siege.submit(siege.films.long)
    await untilAtWork(siege, running.renderId)
    const submissions = Array.from({ length: atOnce }, async (_, n) => {
      await delay(n * 10)
      return siege.submit(siege.films.short)
    })
    await delay(siege.random() * 100)
    await postgres!.kill()
    await postgres!.start()
    const sinceMs = performance.now()
    const submitted = await Promise.all(submissions)
    await untilCompleted(siege, [running.renderId, ...submitted.map(({ renderId }) => renderId)])
    return { recoveriesMs: [performance.now() - sinceMs] }
  },
}
