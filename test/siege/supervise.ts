import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceProcess } from '../support/service-process.ts'

const lookMs = 100

/** Starts what has ended again, as whoever runs these processes does: also what ends by itself, when it has lost its ground. */
export function supervise(services: readonly ServiceProcess[]): { stop(): Promise<void> } {
  const over = new AbortController()
  const keep = async (service: ServiceProcess): Promise<void> => {
    while (!over.signal.aborted) {
      if (!service.isRunning) {
        // What it needs may be down, too: then it ends again, and is started again.
        await service.start().catch(() => null)
      }
      await delay(lookMs, undefined, { signal: over.signal }).catch(() => null)
    }
  }
  const kept = Promise.all(services.map(keep))
  return {
    stop: async () => {
      over.abort()
      // A start that waits for readiness ends when its process does, and those are killed right after this.
      for (const service of services) await service.kill()
      await kept
    },
  }
}
