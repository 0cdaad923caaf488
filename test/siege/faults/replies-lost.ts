import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import { untilAtWork, untilCompleted } from '../victims.ts'

const atOnce = 4

/**
 * F4, to the point: what the event store is asked to append it appends, and who asked never hears of it. Whichever store it is,
 * the same append is made again, and counts once.
 */
export const repliesLost: Fault = {
  name: 'replies-lost',
  what: 'the connections of the api and of the worker at work with the event store broken between request and reply',
  recovery: 'from then until all that was submitted is done',
  rounds: 30,
  aim: {},
  spendsAttempts: false,
  round: async (siege) => {
    const { films, system } = siege
    const running = await siege.submit(siege.random() < 0.5 ? siege.nextChunked() : films.long)
    const { worker } = await untilAtWork(siege, running.renderId, 500)
    const links = [system.api, worker].map((service) => system.linksOf(service).eventStore)
    for (const link of links) link.hold('to client')
    const submissions = Array.from({ length: atOnce }, () => siege.submit(films.short))
    await delay(100 + siege.random() * 500)
    await Promise.all(links.map((link) => link.cut()))
    await Promise.all(links.map((link) => link.mend()))
    const sinceMs = performance.now()
    const submitted = await Promise.all(submissions)
    await untilCompleted(
      siege,
      [running, ...submitted].map(({ renderId }) => renderId),
    )
    return { recoveriesMs: [performance.now() - sinceMs] }
  },
}
