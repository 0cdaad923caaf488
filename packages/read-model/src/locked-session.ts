import { setTimeout as delay } from 'node:timers/promises'
import { DatabaseUnavailable } from './errors.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'

export interface LockOptions extends SessionOptions {
  readonly key: number
  /** How often who stands by tries for the lock. */
  readonly everyMs: number
  /** Told once: somebody else has it. */
  readonly onStandby: () => void
}

/**
 * In: a lock that somebody else may have. Out: a session that holds it, or null once it is not wanted any more. Who stands by
 * outlives any outage: a session that is lost before it has the lock is made anew, for as long as that takes. What becomes of
 * the session afterwards is up to who gets it: it dies with its lock. Throws only for a bug.
 */
export async function openLockedSession(options: LockOptions, signal: AbortSignal): Promise<Session | null> {
  const { key, everyMs, onStandby, log } = options
  let isTold = false
  let isAway = false
  while (!signal.aborted) {
    try {
      const session = await openSession(options)
      isAway = false
      if (await waitFor(session)) return session
      await session.close()
    } catch (error: unknown) {
      if (!(error instanceof DatabaseUnavailable)) throw error
      if (!isAway) log.warn({ err: error }, 'Postgres does not answer: standing by until it does')
      isAway = true
    }
    await pause(signal)
  }
  return null

  /** False: it is lost, or not wanted any more. */
  async function waitFor(session: Session): Promise<boolean> {
    const ended = AbortSignal.any([signal, session.lost])
    try {
      while (!ended.aborted) {
        if (await session.tryLock(key)) return true
        if (!isTold) onStandby()
        isTold = true
        await pause(ended)
      }
      return false
    } catch (error: unknown) {
      await session.close()
      throw error
    }
  }

  async function pause(until: AbortSignal): Promise<void> {
    await delay(everyMs, undefined, { signal: until }).catch(() => {
      // Aborted: whoever waits looks at its signal.
    })
  }
}
