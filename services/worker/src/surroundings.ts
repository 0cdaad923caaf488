import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@framewright/observability'

/** What a worker cannot work without. */
export type Need = 'event store' | 'storage' | 'disk'

/**
 * After a fault of its surroundings a worker takes nothing more before they are well again: else it would burn the attempts
 * of everything that waits, one after the other. While nothing is doubted this costs nothing.
 */
export interface Surroundings {
  doubt(need: Need): void
  readonly areWell: boolean
  /** Resolves when they are, or when the signal is aborted. */
  wait(signal: AbortSignal): Promise<void>
}

const everyMs = 1_000

/** A check throws while what it checks is not well. */
export function watchSurroundings(
  checks: Readonly<Record<Need, () => Promise<void>>>,
  log: Logger,
): Surroundings {
  const doubted = new Set<Need>()

  async function check(need: Need): Promise<void> {
    try {
      await checks[need]()
      doubted.delete(need)
      log.info({ need }, 'well again')
    } catch (error: unknown) {
      log.debug({ err: error, need }, 'still not well')
    }
  }

  return {
    doubt: (need) => {
      if (!doubted.has(need)) log.warn({ need }, 'nothing is taken before this is well again')
      doubted.add(need)
    },
    get areWell() {
      return doubted.size === 0
    },
    wait: async (signal) => {
      while (doubted.size > 0 && !signal.aborted) {
        await Promise.all([...doubted].map(check))
        if (doubted.size > 0) await delay(everyMs, undefined, { signal }).catch(() => null)
      }
    },
  }
}
