import { allOrAbort } from './all-or-abort.ts'

const atATime = 8

/** Does something for each of many, some of them at once. The first that fails ends all others, and is what is thrown. */
export async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal,
  task: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const left = [...items]
  const next = async (either: AbortSignal): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      either.throwIfAborted()
      await task(item, either)
    }
  }
  await allOrAbort(
    signal,
    Array.from({ length: Math.min(atATime, items.length) }, () => next),
  )
}
