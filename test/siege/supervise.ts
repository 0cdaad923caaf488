import { setTimeout as delay } from 'node:timers/promises'
import { eventually } from '../support/eventually.ts'
import type { ServiceProcess } from '../support/service-process.ts'

export interface Supervisor {
  /** Stops it, and it is started again with this environment besides; resolves when it is ready. */
  restartWith(service: ServiceProcess, env: Readonly<Record<string, string>>): Promise<void>
  stop(): Promise<void>
}

const lookMs = 100

/** Starts what has ended again, as whoever runs these processes does: also what ends by itself, when it has lost its ground. */
export function supervise(services: readonly ServiceProcess[]): Supervisor {
  const over = new AbortController()
  const besides = new Map<ServiceProcess, Readonly<Record<string, string>>>()
  const starts = new Map<ServiceProcess, number>()
  const keep = async (service: ServiceProcess): Promise<void> => {
    while (!over.signal.aborted) {
      if (!service.isRunning) {
        try {
          await service.start(besides.get(service))
          starts.set(service, startsOf(service) + 1)
        } catch {
          // What it needs may be down, too: then it ends again, and is started again.
        }
      }
      await delay(lookMs, undefined, { signal: over.signal }).catch(() => null)
    }
  }
  const startsOf = (service: ServiceProcess): number => starts.get(service) ?? 0
  const kept = Promise.all(services.map(keep))
  return {
    restartWith: async (service, env) => {
      besides.set(service, env)
      const before = startsOf(service)
      await service.stop()
      await eventually(
        () => {
          if (startsOf(service) === before) throw new Error(`${service.name} is not there again`)
        },
        { withinMs: 60_000 },
      )
    },
    stop: async () => {
      over.abort()
      // A start that waits for readiness ends when its process does.
      for (const service of services) await service.kill()
      await kept
    },
  }
}
