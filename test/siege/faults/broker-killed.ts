import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import type { Siege } from '../siege.ts'
import { untilAtWork, untilCompleted } from '../victims.ts'

/** What is under way, what waits, and what comes while there is no broker. */
async function whileDown(
  siege: Siege,
  breakIt: () => Promise<void>,
  mendIt: () => Promise<void>,
): Promise<number> {
  const { films } = siege
  const running = await siege.submit(siege.random() < 0.3 ? siege.nextChunked() : films.long)
  const waiting = await siege.submit(films.short)
  await untilAtWork(siege, running.renderId, 1_000)
  await breakIt()
  const meanwhile = await siege.submit(films.short)
  await mendIt()
  const sinceMs = performance.now()
  await untilCompleted(siege, [meanwhile.renderId])
  const recoveredMs = performance.now() - sinceMs
  await untilCompleted(siege, [running.renderId, waiting.renderId])
  return recoveredMs
}

const recovery = "from the broker's return until what was submitted without it is done"

/** F3. */
export const brokerKilled: Fault = {
  name: 'broker-killed',
  what: 'kill -9 of nats-server under load, started again after up to two seconds',
  recovery,
  rounds: 30,
  aim: {},
  spendsAttempts: false,
  round: async (siege) => {
    const { nats } = siege.system
    const away = delay.bind(null, siege.random() * 2_000)
    const recoveredMs = await whileDown(
      siege,
      () => nats.kill(),
      async () => {
        await away()
        await nats.start()
      },
    )
    return { recoveriesMs: [recoveredMs] }
  },
}

/** F3b. */
export const storeErased: Fault = {
  name: 'jetstream-erased',
  what: "kill -9 of nats-server and removal of JetStream's store under load",
  recovery,
  rounds: 30,
  aim: { maxMs: 60_000 },
  spendsAttempts: false,
  round: async (siege) => {
    const { nats } = siege.system
    const recoveredMs = await whileDown(
      siege,
      async () => {
        await nats.kill()
        nats.wipe()
      },
      () => nats.start(),
    )
    return { recoveriesMs: [recoveredMs] }
  },
}

const awayMs = 300_000

/** F3c: longer than any client waits that was not told to wait for ever. */
export const brokerAway: Fault = {
  name: 'broker-away',
  what: 'no nats-server for five minutes',
  recovery,
  rounds: 1,
  aim: {},
  spendsAttempts: false,
  round: async (siege) => {
    const { nats } = siege.system
    const recoveredMs = await whileDown(
      siege,
      () => nats.kill(),
      async () => {
        await delay(awayMs)
        await nats.start()
      },
    )
    return { recoveriesMs: [recoveredMs] }
  },
}
