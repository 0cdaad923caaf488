/**
 * What each user has had of a lane, by the work of it and not by the number of items: who asks for an hour in 4K is served
 * again after the others have had as much in clips of five seconds (start-time fair queueing). Nobody saves anything up: who
 * comes, or comes back, begins where the one of its class stands who was served last.
 *
 * Also from when on the work of a user, of one class, ages: since it was asked for, less a step for each item of that class
 * that the user got meanwhile. So a user who waits is let in, and one who is served all the time does not come before
 * everybody who came later, however many it asked for long ago.
 *
 * Kept in memory alone. A dispatcher that takes over begins with what is under way.
 */
import type { BacklogRow } from '@framewright/read-model'

export type Served = Pick<BacklogRow, 'user_id' | 'class' | 'work' | 'queued_at'>

export interface Shares {
  /** The lowest goes next. */
  startOf(item: Served): number
  /** The moment from which this item's wait counts. */
  agesFromMs(item: Served): number
  serve(item: Served, when: { readonly nowMs: number; readonly ageStepMs: number }): void
  copy(): Shares
}

/** What comes with every item however small it is: about a third of a second. */
const workOfAnyItem = 15
const mostUsers = 10_000
const mostQueues = 10 * mostUsers

interface Kept {
  readonly had: Map<string, number>
  readonly agesFrom: Map<string, number>
  /** Where the one stood who was served last in each class: urgent work moves nobody along who waits for other. */
  readonly frontier: Map<number, number>
}

/** From the work that each user has under way. */
export function createShares(underWay: ReadonlyMap<string, number> = new Map()): Shares {
  return sharesOf({ had: new Map(underWay), agesFrom: new Map(), frontier: new Map() })
}

function sharesOf(kept: Kept): Shares {
  const startOf = ({ user_id: userId, class: itemClass }: Served): number =>
    Math.max(kept.frontier.get(itemClass) ?? 0, kept.had.get(userId) ?? 0)
  const agesFromMs = (item: Served): number =>
    Math.max(item.queued_at.getTime(), kept.agesFrom.get(queueOf(item)) ?? -Infinity)
  return {
    startOf,
    agesFromMs,
    serve: (item, { nowMs, ageStepMs }) => {
      const start = startOf(item)
      kept.frontier.set(item.class, start)
      keep(kept.had, item.user_id, start + item.work + workOfAnyItem, mostUsers)
      keep(kept.agesFrom, queueOf(item), Math.min(nowMs, agesFromMs(item) + ageStepMs), mostQueues)
    },
    copy: () =>
      sharesOf({
        had: new Map(kept.had),
        agesFrom: new Map(kept.agesFrom),
        frontier: new Map(kept.frontier),
      }),
  }
}

const queueOf = ({ user_id: userId, class: itemClass }: Served): string => `${itemClass} ${userId}`

/** The one that was served longest ago is forgotten first. */
function keep(entries: Map<string, number>, key: string, value: number, most: number): void {
  entries.delete(key)
  entries.set(key, value)
  const [oldest] = entries.keys()
  if (entries.size > most) entries.delete(oldest!)
}
