/**
 * What has arrived by the time the consumer asks again, as one batch of at most `limit`: a lone item is handed over at
 * once, and a flood is taken in large pieces. The source is read ahead by no more than one batch; when the consumer
 * leaves or the signal is aborted, the source is aborted and has ended before this returns.
 */
export async function* inBatches<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<T[], void, undefined> {
  const leaving = new AbortController()
  const arrived: T[] = []
  let ended = false
  let itemArrived = () => {}
  let roomMade = () => {}

  const reading = read(open(AbortSignal.any([signal, leaving.signal])))
  // Whoever consumes may be busy when the source fails; the failure is thrown below, once it is asked for.
  reading.catch(() => {})

  try {
    for (;;) {
      if (arrived.length > 0) {
        const batch = arrived.splice(0)
        roomMade()
        yield batch
      } else if (ended) {
        break
      } else {
        await new Promise<void>((resolve) => (itemArrived = resolve))
      }
    }
    await reading
  } finally {
    leaving.abort()
    roomMade()
    await reading.catch(() => {
      // Thrown above, unless the consumer left: then it no longer matters why the source ended.
    })
  }

  async function read(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) {
        arrived.push(item)
        itemArrived()
        if (arrived.length >= limit && !leaving.signal.aborted) {
          await new Promise<void>((resolve) => (roomMade = resolve))
        }
      }
    } finally {
      ended = true
      itemArrived()
    }
  }
}
