/**
 * In: the backlog, and the fleet as its presence shows it. Out: the next items in RENDER_WORK, per lane no more than twice
 * what the fleet can have under way, by the slots that each takes, so that who frees a slot finds work and the order of all the rest stays ours to
 * choose. Published before it is committed: whoever dies in between leaves an item released and waiting at once, and it is
 * released again, in place of its own message.
 */
import { releaseWork } from '@framewright/jetstream'
import { inSpan } from '@framewright/observability'
import {
  loadDue,
  markReleased,
  nextDueAt,
  sumReleased,
  type BacklogRow,
  type UnderWay,
} from '@framewright/read-model'
import { lanes, type Lane } from '@framewright/schemas'
import { itemOf, traceOf } from './item-of.ts'
import type { LeaderParts } from './leader-parts.ts'
import { releaseOrder } from './release-order.ts'
import { createShares } from './shares.ts'

/** What may be released and unfinished, as a multiple of the fleet's slots. */
export const depth = 2

/**
 * In turn. Releases what there is room for, and returns when to look again if nothing else happens before. Throws the
 * broker's fault once all that it did take is committed.
 */
export async function releaseDue(parts: LeaderParts): Promise<Date | null> {
  const now = new Date()
  for (const lane of lanes) await releaseLane(parts, lane, now)
  return nextDueAt(parts.session.kysely, now)
}

async function releaseLane(parts: LeaderParts, lane: Lane, now: Date): Promise<void> {
  const { session, fleet, timings } = parts
  const { ageStepMs, userCap } = timings
  const { slots, mostSlots } = fleet.roomOf(lane)
  if (slots === 0) return
  const underWay = await sumReleased(session.kysely, { lane, mostSlots })
  const slotsUnderWay = byUser(underWay, ({ slots: taken }) => taken)
  const room = depth * slots - [...slotsUnderWay.values()].reduce((total, taken) => total + taken, 0)
  if (room <= 0) return
  const shares = parts.shares.get(lane) ?? createShares(byUser(underWay, ({ work }) => work))
  parts.shares.set(lane, shares)
  const due = await loadDue(session.kysely, { lane, now, perUser: room })
  const chosen = releaseOrder(due, { now, room, mostSlots, slotsUnderWay, shares, userCap, ageStepMs })
  if (chosen.length === 0) return
  const served = (row: BacklogRow) => shares.serve(row, { nowMs: now.getTime(), ageStepMs })
  await releaseAll(parts, chosen, { now, served })
}

const byUser = (
  underWay: ReadonlyMap<string, UnderWay>,
  of: (one: UnderWay) => number,
): Map<string, number> => new Map([...underWay].map(([userId, one]) => [userId, of(one)]))

export interface ReleaseOptions {
  readonly now: Date
  /** Told of each that was released, in order. */
  readonly served?: (row: BacklogRow) => void
  /** Who held them, and is gone. */
  readonly goneHolder?: string | null
}

/** In turn. Afterwards each of these items has a message that nobody has taken yet, and is marked as released. */
export async function releaseAll(
  { session, nats, metrics, log }: LeaderParts,
  rows: readonly BacklogRow[],
  { now, served, goneHolder = null }: ReleaseOptions,
): Promise<void> {
  const results = await Promise.allSettled(
    rows.map((row) =>
      inSpan(
        'release',
        { traceparent: row.traceparent, attributes: { renderId: row.render_id } },
        (traceparent) => releaseWork(nats, { ...itemOf(row), traceparent }, { slots: row.slots, goneHolder }),
      ),
    ),
  )
  const released = rows.filter((_, at) => results[at]!.status === 'fulfilled')
  await markReleased(
    session.kysely,
    released.map((row) => row.item_id),
    now,
  )
  for (const row of released) {
    served?.(row)
    metrics.dispatcherReleasedTotal.inc({ lane: row.lane })
    log.info({ ...traceOf(row), lane: row.lane }, 'released')
  }
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
