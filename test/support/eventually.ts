import { setTimeout as delay } from 'node:timers/promises'

/**
 * Runs an assertion until it holds, or throws what it threw last. The only place where a test waits by time.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 25 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    try {
      return await check()
    } catch (error: unknown) {
      if (performance.now() > deadline) throw error
    }
    await delay(everyMs)
  }
}
