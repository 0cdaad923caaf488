import { existsSync } from 'node:fs'
import type { Fault } from '../fault.ts'
import { untilCompleted } from '../victims.ts'

const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string]
const library = `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`
const clocks = ['+1h', '-1h'] as const

/** F9. The time since the machine was started goes on as it does; only the time of day is wrong. */
export const clockOff: Fault = {
  name: 'clock-off',
  what: 'the api, a worker and a dispatcher an hour ahead of everybody, or an hour behind',
  recovery: null,
  rounds: 10,
  aim: {},
  spendsAttempts: false,
  obstacle: () => (existsSync(library) ? null : 'libfaketime is not installed'),
  round: async (siege) => {
    const { api, dispatchers, workers } = siege.system
    const clock = clocks[Math.floor(siege.random() * clocks.length)]!
    const wrong = [api, dispatchers[0]!, workers[0]!]
    const env = { LD_PRELOAD: library, FAKETIME: clock, FAKETIME_DONT_FAKE_MONOTONIC: '1' }
    for (const service of wrong) await siege.supervisor.restartWith(service, env)
    try {
      const films = [
        siege.films.long,
        siege.nextChunked(),
        ...Array.from({ length: 6 }, () => siege.films.short),
      ]
      const renders = await Promise.all(films.map((film) => siege.submit(film)))
      await untilCompleted(
        siege,
        renders.map(({ renderId }) => renderId),
      )
    } finally {
      for (const service of wrong) await siege.supervisor.restartWith(service, {})
    }
    return { recoveriesMs: [] }
  },
}
