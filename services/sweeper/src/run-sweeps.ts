import { setTimeout as delay } from 'node:timers/promises'
import { DatabaseUnavailable, hasListedChunks } from '@framewright/read-model'
import { StorageUnavailable } from '@framewright/storage'
import { sweepCache } from './sweep-cache.ts'
import { sweepFiles } from './sweep-files.ts'
import type { SweeperParts } from './sweeper-parts.ts'
import { takeInventory } from './take-inventory.ts'

/** Sweeps again and again until the signal is aborted. Throws only for a bug; what passes is tried again the next time. */
export async function runSweeps(parts: SweeperParts, signal: AbortSignal): Promise<void> {
  const { session, timings, log } = parts
  let inventoryMs = Number.NEGATIVE_INFINITY
  let filesMs = Number.NEGATIVE_INFINITY
  while (!signal.aborted) {
    try {
      if (await isInventoryDue()) {
        await takeInventory(parts, signal)
        inventoryMs = performance.now()
      }
      await sweepCache(parts, signal)
      if (performance.now() - filesMs >= timings.inventoryMs) {
        await sweepFiles(parts, signal)
        filesMs = performance.now()
      }
    } catch (error: unknown) {
      if (signal.aborted) return
      if (!(error instanceof StorageUnavailable || error instanceof DatabaseUnavailable)) throw error
      log.warn({ err: error }, 'the sweep is interrupted')
    }
    await delay(timings.sweepMs, undefined, { signal }).catch(() => {
      // Stopped while it waited: the loop ends.
    })
  }

  /** The size of a cache whose rows were just rebuilt is that of all there ever was: nothing may be evicted because of it. */
  async function isInventoryDue(): Promise<boolean> {
    return performance.now() - inventoryMs >= timings.inventoryMs || !(await hasListedChunks(session.kysely))
  }
}
