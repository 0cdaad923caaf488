import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceProcess } from '../../support/service-process.ts'
import type { Fault } from '../fault.ts'
import type { Siege } from '../siege.ts'
import { untilCompleted } from '../victims.ts'

const atOnce = 4

/** Kills while renders come in and end; what was submitted around it is all done in the end. */
async function killAmid(siege: Siege, victims: (siege: Siege) => readonly ServiceProcess[]): Promise<number> {
  const before = Array.from({ length: atOnce }, () => siege.submit(siege.films.short))
  await delay(siege.random() * 400)
  const candidates = victims(siege)
  await candidates[Math.floor(siege.random() * candidates.length)]!.kill()
  const sinceMs = performance.now()
  const after = await siege.submit(siege.films.short)
  await untilCompleted(siege, [after.renderId])
  const recoveredMs = performance.now() - sinceMs
  await untilCompleted(
    siege,
    (await Promise.all(before)).map(({ renderId }) => renderId),
  )
  return recoveredMs
}

function killed(name: string, whose: string, victims: (siege: Siege) => readonly ServiceProcess[]): Fault {
  return {
    name,
    what: `kill -9 of ${whose} while renders are submitted and done`,
    recovery: 'from the kill until what is submitted after it is done',
    rounds: 100,
    aim: {},
    spendsAttempts: false,
    round: async (siege) => ({ recoveriesMs: [await killAmid(siege, victims)] }),
  }
}

/** F11. */
export const projectorKilled = killed(
  'projector-killed',
  'one of two projectors',
  ({ system }) => system.projectors,
)
/** F12: every second time it is the one that leads. */
export const dispatcherKilled = killed(
  'dispatcher-killed',
  'one of two dispatchers',
  ({ system }) => system.dispatchers,
)
export const apiKilled = killed('api-killed', 'the api', ({ system }) => [system.api])
