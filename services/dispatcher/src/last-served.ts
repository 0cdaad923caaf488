/**
 * Whose turn was when. Kept in memory alone: it decides between users who have equally much under way, and a dispatcher
 * that takes over may begin the round anew.
 */
export interface LastServed {
  serve(userId: string): void
  /** A higher number was served later; who is not there was not served lately. */
  turns(): ReadonlyMap<string, number>
}

const mostUsers = 10_000

export function createLastServed(): LastServed {
  const turns = new Map<string, number>()
  let turn = 0
  return {
    serve: (userId) => {
      turn += 1
      turns.delete(userId)
      turns.set(userId, turn)
      const [oldest] = turns.keys()
      if (turns.size > mostUsers) turns.delete(oldest!)
    },
    turns: () => turns,
  }
}
