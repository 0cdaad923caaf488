import type { BacklogRow } from '@framewright/read-model'

export interface OrderOptions {
  readonly now: Date
  /** Items that may still be released. */
  readonly room: number
  /** What each user has released and unfinished in this lane already. */
  readonly unfinishedByUser: ReadonlyMap<string, number>
  /** What a user may have released and unfinished at once in this lane. */
  readonly userCap: number
  /** How long an item waits to be treated as one class more urgent. */
  readonly ageStepMs: number
}

type Waiting = Pick<BacklogRow, 'item_id' | 'user_id' | 'class' | 'queued_at'>

/**
 * Pure: which of the items that wait are released now, first to last.
 *
 * First by effective class, which falls by one with each `ageStepMs` that an item waits, so nothing starves. Within a class
 * by turns: the deficit of a user is what it has under way, so everybody's first comes before anybody's second. Then by age.
 */
export function releaseOrder<Row extends Waiting>(rows: readonly Row[], options: OrderOptions): Row[] {
  const { now, room, unfinishedByUser, userCap, ageStepMs } = options
  const urgencyOf = (row: Row): number =>
    row.class - Math.floor((now.getTime() - row.queued_at.getTime()) / ageStepMs)
  const waiting = rows
    .map((row) => ({ row, urgency: urgencyOf(row) }))
    .sort((a, b) => a.urgency - b.urgency || byAge(a.row, b.row))
  const turns = new Map(unfinishedByUser)
  const chosen: Row[] = []
  for (let at = 0; at < waiting.length && chosen.length < room;) {
    const { urgency } = waiting[at]!
    let end = at
    while (end < waiting.length && waiting[end]!.urgency === urgency) end += 1
    const group = waiting.slice(at, end).map(({ row }) => row)
    chosen.push(...takeTurns(group, turns, room - chosen.length, userCap))
    at = end
  }
  return chosen
}

/** Of items of one urgency, oldest first: each time that of the user who has the least under way. Advances `turns`. */
function takeTurns<Row extends Waiting>(
  group: readonly Row[],
  turns: Map<string, number>,
  room: number,
  userCap: number,
): Row[] {
  const byUser = new Map<string, Row[]>()
  for (const row of group) byUser.set(row.user_id, [...(byUser.get(row.user_id) ?? []), row])
  const chosen: Row[] = []
  while (chosen.length < room && byUser.size > 0) {
    const [userId, queue] = [...byUser].reduce((best, next) => (isBefore(next, best, turns) ? next : best))
    const taken = turns.get(userId) ?? 0
    if (taken >= userCap) {
      byUser.delete(userId)
      continue
    }
    chosen.push(queue.shift()!)
    turns.set(userId, taken + 1)
    if (queue.length === 0) byUser.delete(userId)
  }
  return chosen
}

function isBefore<Row extends Waiting>(
  [user, queue]: [string, Row[]],
  [otherUser, otherQueue]: [string, Row[]],
  turns: ReadonlyMap<string, number>,
): boolean {
  const ahead = (turns.get(user) ?? 0) - (turns.get(otherUser) ?? 0)
  return ahead < 0 || (ahead === 0 && byAge(queue[0]!, otherQueue[0]!) < 0)
}

function byAge(a: Waiting, b: Waiting): number {
  return a.queued_at.getTime() - b.queued_at.getTime() || (a.item_id < b.item_id ? -1 : 1)
}
