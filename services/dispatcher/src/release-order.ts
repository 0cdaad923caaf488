import type { DueRow } from '@framewright/read-model'
import type { Shares } from './shares.ts'

export interface OrderOptions {
  readonly now: Date
  /** Slots that may still be filled; the item that fills them may reach beyond. */
  readonly room: number
  /** Of the largest worker: an item that needs more takes all of it. */
  readonly mostSlots: number
  /** The slots of what each user has released and unfinished in this lane already. */
  readonly slotsUnderWay: ReadonlyMap<string, number>
  /** What each user has had in this lane. Left as it is. */
  readonly shares: Shares
  /** How many slots a user may have released and unfinished at once in this lane. */
  readonly userCap: number
  /** How long an item waits to be treated as one class more urgent. */
  readonly ageStepMs: number
}

type Waiting = Pick<
  DueRow,
  'item_id' | 'user_id' | 'class' | 'chunk_number' | 'slots' | 'work' | 'queued_at' | 'ages'
>

interface Candidate<Row> {
  readonly row: Row
  readonly queue: Row[]
  readonly urgency: number
  readonly start: number
}

/**
 * Pure: which of the items that wait are released now, first to last.
 *
 * First by effective class, which falls by one with each `ageStepMs` that an item waits, so nothing starves; of all that a
 * user has in a class one alone ages, and less with each that was served (shares.ts). Of the chunks of a render only the
 * first ages, and only while nothing of it is under way: so it is never left out, and the age that it has reached by its
 * hundredth chunk does not put it before everybody who came since.
 *
 * Within an effective class whoever has had the least work goes next. So everybody's first comes before anybody's second,
 * and over time all get as much, whether they ask for many small films or for few large ones. Then by age; chunks of one
 * render by their numbers, and before any chunk what makes a finished film.
 */
export function releaseOrder<Row extends Waiting>(rows: readonly Row[], options: OrderOptions): Row[] {
  const { now, room, mostSlots, userCap, ageStepMs } = options
  const nowMs = now.getTime()
  const shares = options.shares.copy()
  const slotsUnderWay = new Map(options.slotsUnderWay)
  const queues = queuesOf(rows)
  const candidates = queues.map(candidateOf)
  const chosen: Row[] = []
  for (let slots = 0; slots < room;) {
    const best = candidates.reduce<Candidate<Row> | null>((first, next) => {
      if (next === null || (slotsUnderWay.get(next.row.user_id) ?? 0) >= userCap) return first
      return first === null || isBefore(next, first) ? next : first
    }, null)
    if (best === null) break
    const { row, queue } = best
    const taken = Math.min(row.slots, mostSlots)
    slots += taken
    slotsUnderWay.set(row.user_id, (slotsUnderWay.get(row.user_id) ?? 0) + taken)
    shares.serve(row, { nowMs, ageStepMs })
    queue.splice(queue.indexOf(row), 1)
    chosen.push(row)
    for (const [at, other] of queues.entries()) {
      // What others have had moves those along who have had less.
      if (candidates[at] !== null) candidates[at] = candidateOf(other)
    }
  }
  return chosen

  /** The oldest of a user's class, or the one of them that ages, where that makes it more urgent. */
  function candidateOf(queue: Row[]): Candidate<Row> | null {
    const [oldest] = queue
    if (oldest === undefined) return null
    const start = shares.startOf(oldest)
    const aging = queue.find(({ ages }) => ages)
    if (aging === undefined) return { row: oldest, queue, urgency: oldest.class, start }
    const urgency = aging.class - Math.max(0, Math.floor((nowMs - shares.agesFromMs(aging)) / ageStepMs))
    return urgency < oldest.class
      ? { row: aging, queue, urgency, start }
      : { row: oldest, queue, urgency: oldest.class, start }
  }
}

const isBefore = (one: Candidate<Waiting>, other: Candidate<Waiting>): boolean =>
  (one.urgency - other.urgency || one.start - other.start || byAge(one.row, other.row)) < 0

/** What each user has in each class, the oldest first. */
function queuesOf<Row extends Waiting>(rows: readonly Row[]): Row[][] {
  const queues = new Map<string, Row[]>()
  for (const row of rows) {
    const key = `${row.class} ${row.user_id}`
    const queue = queues.get(key)
    if (queue === undefined) queues.set(key, [row])
    else queue.push(row)
  }
  return [...queues.values()].map((queue) => queue.sort(byAge))
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
