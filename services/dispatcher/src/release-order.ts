import type { DueRow } from '@framewright/read-model'

export interface OrderOptions {
  readonly now: Date
  /** Items that may still be released. */
  readonly room: number
  /** What each user has released and unfinished in this lane already. */
  readonly unfinishedByUser: ReadonlyMap<string, number>
  /** When each user was served last: a higher number is later. */
  readonly lastServed: ReadonlyMap<string, number>
  /** What a user may have released and unfinished at once in this lane. */
  readonly userCap: number
  /** How long an item waits to be treated as one class more urgent. */
  readonly ageStepMs: number
}

type Waiting = Pick<DueRow, 'item_id' | 'user_id' | 'class' | 'chunk_number' | 'queued_at' | 'ages'>

/**
 * Pure: which of the items that wait are released now, first to last.
 *
 * First by effective class, which falls by one with each `ageStepMs` that an item waits, so nothing starves. Of the chunks of
 * a render only the first ages, and only while nothing of it is under way: so it is never left out, and the age that it has
 * reached by its hundredth chunk does not put it before everybody who came since. Within a class by turns: what a user has
 * under way is its debt, and the user with the smallest goes next. So everybody's first comes before anybody's second, and a
 * user whose renders hold their slots for long gets fewer of them. Among equals the one who was served longest ago, else two
 * slots and three users would leave one of them out for ever. Then by age; chunks of one render by their numbers, and before
 * any chunk what makes a finished film.
 */
export function releaseOrder<Row extends Waiting>(rows: readonly Row[], options: OrderOptions): Row[] {
  const { now, room, userCap, ageStepMs } = options
  const urgencyOf = (row: Row): number =>
    row.class - (row.ages ? Math.floor((now.getTime() - row.queued_at.getTime()) / ageStepMs) : 0)
  const debts = new Map(options.unfinishedByUser)
  const served = new Map(options.lastServed)
  let turn = Math.max(0, ...served.values())
  const chosen: Row[] = []
  for (const group of groupsOf(rows, urgencyOf)) {
    const queues = queuesOf(group)
    while (chosen.length < room && queues.size > 0) {
      const userId = [...queues.keys()].reduce((best, next) => (isBefore(next, best) ? next : best))
      const queue = queues.get(userId)!
      const debt = debts.get(userId) ?? 0
      if (debt < userCap) {
        chosen.push(queue.shift()!)
        debts.set(userId, debt + 1)
        turn += 1
        served.set(userId, turn)
      }
      if (queue.length === 0 || debt >= userCap) queues.delete(userId)
    }

    function isBefore(one: string, other: string): boolean {
      const byDebt = (debts.get(one) ?? 0) - (debts.get(other) ?? 0)
      const byTurn = (served.get(one) ?? 0) - (served.get(other) ?? 0)
      return (byDebt || byTurn || byAge(queues.get(one)![0]!, queues.get(other)![0]!)) < 0
    }
  }
  return chosen
}

/** The most urgent first; within a group the oldest first. */
function groupsOf<Row extends Waiting>(rows: readonly Row[], urgencyOf: (row: Row) => number): Row[][] {
  const groups = new Map<number, Row[]>()
  for (const row of [...rows].sort(byAge)) {
    const urgency = urgencyOf(row)
    const group = groups.get(urgency) ?? []
    group.push(row)
    groups.set(urgency, group)
  }
  return [...groups].sort(([one], [other]) => one - other).map(([, group]) => group)
}

function queuesOf<Row extends Waiting>(group: readonly Row[]): Map<string, Row[]> {
  const queues = new Map<string, Row[]>()
  for (const row of group) {
    const queue = queues.get(row.user_id) ?? []
    queue.push(row)
    queues.set(row.user_id, queue)
  }
  return queues
}

function byAge(one: Waiting, other: Waiting): number {
  return (
    one.queued_at.getTime() - other.queued_at.getTime() ||
    numberOf(one) - numberOf(other) ||
    (one.item_id < other.item_id ? -1 : 1)
  )
}

/** A chunk's is 0 or more. */
const numberOf = ({ chunk_number: number }: Waiting): number => number ?? -1
