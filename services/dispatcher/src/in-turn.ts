/**
 * One thing after the other. What the leader publishes and what it commits belong together: between the two, nobody else
 * of this process may look at the one without the other.
 */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T>

export function takeTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const mine = last.then(task)
    last = mine.catch(() => {
      // Told to whoever asked for it; the next one has nothing to do with it.
    })
    return mine
  }
}
