/**
 * In: appends, one at a time, from all over the process. Out: groups of them. While one group is under way, everybody
 * who arrives waits for the next, which takes them all: under load a transaction's cost is shared by many.
 *
 * `write` answers for each member of its group; when it throws, none of them knows what became of it.
 */
export interface GroupCommit<Item, Answer> {
  add(item: Item): Promise<Answer>
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

export interface GroupCommitOptions<Item, Answer> {
  readonly write: (group: readonly Item[]) => Promise<readonly Answer[]>
  /** Bounds a group, so that one transaction stays short: its members' weights, unless it has only one. */
  readonly weigh: (item: Item) => number
  readonly maxWeight: number
  /** One that has waited so long has been given up by its caller: it is not written behind its back. */
  readonly maxWaitMs: number
}

interface Waiting<Item, Answer> {
  readonly item: Item
  readonly since: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

export function groupCommit<Item, Answer>(
  options: GroupCommitOptions<Item, Answer>,
): GroupCommit<Item, Answer> {
  const { write, weigh, maxWeight, maxWaitMs } = options
  const waiting: Waiting<Item, Answer>[] = []
  let running: Promise<void> | null = null

  function nextGroup(): Waiting<Item, Answer>[] {
    const givenUp = performance.now() - maxWaitMs
    const group: Waiting<Item, Answer>[] = []
    let weight = 0
    for (;;) {
      const next = waiting[0]
      if (next === undefined) return group
      if (next.since > givenUp) {
        weight += weigh(next.item)
        if (group.length > 0 && weight > maxWeight) return group
        group.push(next)
      }
      waiting.shift()
    }
  }

  async function writeGroup(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await write(group.map((member) => member.item))
      for (const [at, member] of group.entries()) member.resolve(answers[at]!)
    } catch (error: unknown) {
      for (const member of group) member.reject(error)
    }
  }

  async function run(): Promise<void> {
    // Those who arrive in the same turn as the first share its group.
    await Promise.resolve()
    for (let group = nextGroup(); group.length > 0; group = nextGroup()) await writeGroup(group)
    running = null
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, since: performance.now(), resolve, reject })
        running ??= run()
      }),
    idle: async () => {
      await running
    },
  }
}
