/**
 * Runs tasks at once. The first that fails aborts the others, and is what is thrown, once all of them have ended: nothing
 * goes on behind the back of whoever cleans up.
 */
export async function allOrAbort<T>(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<T>)[],
): Promise<T[]> {
  const failing = new AbortController()
  const either = AbortSignal.any([signal, failing.signal])
  const results: T[] = []
  const failures: unknown[] = []
  await Promise.all(
    tasks.map(async (task, at) => {
      try {
        results[at] = await task(either)
      } catch (error: unknown) {
        failures.push(error)
        failing.abort()
      }
    }),
  )
  if (failures.length > 0) throw failures[0]
  return results
}
