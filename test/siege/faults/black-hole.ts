import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceProcess } from '../../support/service-process.ts'
import type { Way } from '../../support/tcp-proxy.ts'
import type { Fault } from '../fault.ts'
import type { Siege } from '../siege.ts'
import { untilAtWork, untilCompleted, type Claimed } from '../victims.ts'

type Server = 'nats' | 'eventStore' | 'database'

const ways: readonly Way[] = ['both', 'to server', 'to client']
const serverNames = { nats: 'nats-server', eventStore: 'the event store', database: 'the rows' } as const

/** F5: nothing is refused and nothing is answered, both ways or one way; afterwards all that was held back arrives. */
function blackHole(
  kind: 'worker' | 'dispatcher' | 'projector' | 'api',
  server: Server,
  victimsOf: (siege: Siege, claimed: Claimed) => readonly ServiceProcess[],
): Fault {
  return {
    name: `${kind}-without-${server === 'eventStore' ? 'event-store' : server}`,
    what: `a black hole of up to a minute between ${kind === 'api' ? 'the api' : `a ${kind}`} and ${serverNames[server]}`,
    recovery: 'from its end until all that was under way and waiting is done',
    rounds: 10,
    aim: {},
    // A worker that nobody can ask looks as one that is dead.
    spendsAttempts: kind === 'worker',
    round: async (siege) => {
      const running = await siege.submit(siege.random() < 0.5 ? siege.nextChunked() : siege.films.long)
      const claimed = await untilAtWork(siege, running.renderId)
      const waiting = await siege.submit(siege.films.short)
      const victims = victimsOf(siege, claimed)
      const way = ways[Math.floor(siege.random() * ways.length)]!
      const links = victims.map((victim) => siege.system.linksOf(victim)[server])
      for (const link of links) link.hold(way)
      try {
        await delay(siege.random() * siege.options.longestHoldMs)
      } finally {
        for (const link of links) link.release()
      }
      const sinceMs = performance.now()
      await untilCompleted(siege, [running.renderId, waiting.renderId])
      return { recoveriesMs: [performance.now() - sinceMs] }
    },
  }
}

const oneOf =
  (choose: (siege: Siege) => readonly ServiceProcess[]) =>
  (siege: Siege): readonly ServiceProcess[] => {
    const candidates = choose(siege)
    return [candidates[Math.floor(siege.random() * candidates.length)]!]
  }
const theHolder = (_siege: Siege, { worker }: Claimed): readonly ServiceProcess[] => [worker]
const oneDispatcher = oneOf(({ system }) => system.dispatchers)
const oneProjector = oneOf(({ system }) => system.projectors)
const theApi = ({ system }: Siege): readonly ServiceProcess[] => [system.api]

export const blackHoles: readonly Fault[] = [
  blackHole('worker', 'nats', theHolder),
  blackHole('worker', 'eventStore', theHolder),
  blackHole('dispatcher', 'nats', oneDispatcher),
  blackHole('dispatcher', 'eventStore', oneDispatcher),
  blackHole('dispatcher', 'database', oneDispatcher),
  blackHole('projector', 'eventStore', oneProjector),
  blackHole('projector', 'database', oneProjector),
  blackHole('api', 'nats', theApi),
  blackHole('api', 'eventStore', theApi),
  blackHole('api', 'database', theApi),
]
