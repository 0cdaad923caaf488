/** Lets so many run at once; the others wait for their turn, in order. */
export interface Turns {
  run<T>(task: () => Promise<T>): Promise<T>
}

export function takeTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    async run(task) {
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
      else running += 1
      try {
        return await task()
      } finally {
        // The place is handed on, not given back: nobody who comes now can take it first.
        const next = waiting.shift()
        if (next === undefined) running -= 1
        else next()
      }
    },
  }
}
