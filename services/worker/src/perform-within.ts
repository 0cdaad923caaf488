import { setTimeout as delay } from 'node:timers/promises'
import type { Work } from './work-item.ts'

/**
 * Waits for work that was told to end, but not for ever: a read from a disk that hangs cannot be aborted. What it still
 * stores after that is removed again.
 */
export async function performWithin(
  performing: Promise<Work>,
  signal: AbortSignal,
  abandonMs: number,
): Promise<Work> {
  const settled = new AbortController()
  try {
    return await Promise.race([performing, abandonment(signal, abandonMs, settled.signal)])
  } catch (error: unknown) {
    // After the race was lost: whatever it was going to say, nobody is there to hear it.
    void performing.then((work) => work.discard()).catch(() => null)
    throw error
  } finally {
    settled.abort()
  }
}

function abandonment(signal: AbortSignal, abandonMs: number, settled: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const begin = () =>
      void delay(abandonMs, undefined, { signal: settled }).then(
        () => reject(new Error(`the work did not end within ${abandonMs} ms of being told to`)),
        () => null,
      )
    if (signal.aborted) begin()
    else signal.addEventListener('abort', begin, { once: true, signal: settled })
  })
}
