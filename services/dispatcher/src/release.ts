/**
 * In: the backlog, and the fleet as its presence shows it. Out: the next items in RENDER_WORK, per lane no more than twice
 * what the fleet can have under way, so that who frees a slot finds work and the order of all the rest stays ours to
 * choose. Published before it is committed: whoever dies in between leaves an item released and waiting at once, and it is
 * released again, in place of its own message.
 */
import { releaseWork } from '@framewright/jetstream'
import {
  countReleased,
  lanesWithDue,
  loadDue,
  markReleased,
  nextDueAt,
  type Queryable,
} from '@framewright/read-model'
import type { Lane } from '@framewright/schemas'
import { itemOf } from './backlog.ts'
import type { LeaderParts } from './leader-parts.ts'
import { releaseOrder } from './release-order.ts'

/** Released and unfinished, as a multiple of the fleet's slots. */
const depth = 2

/** Releases what there is room for. Returns when to look again, if nothing else happens before. */
export async function releaseDue(parts: LeaderParts): Promise<Date | null> {
  const now = new Date()
  return parts.session.kysely.transaction().execute(async (tx) => {
    for (const lane of await lanesWithDue(tx, now)) await releaseLane(parts, tx, lane, now)
    return nextDueAt(tx, now)
  })
}

async function releaseLane(parts: LeaderParts, tx: Queryable, lane: Lane, now: Date): Promise<void> {
  const { nats, fleet, timings, metrics, log } = parts
  const { ageStepMs, userCap } = timings
  const unfinishedByUser = await countReleased(tx, lane)
  const unfinished = [...unfinishedByUser.values()].reduce((total, items) => total + items, 0)
  const room = depth * fleet.slotsOf(lane) - unfinished
  if (room <= 0) return
  const due = await loadDue(tx, { lane, now, perUser: room, ageStepMs })
  const chosen = releaseOrder(due, { now, room, unfinishedByUser, userCap, ageStepMs })
  for (const row of chosen) {
    await releaseWork(nats, itemOf(row))
    log.info({ renderId: row.render_id, lane, userId: row.user_id }, 'released')
  }
  await markReleased(
    tx,
    chosen.map((row) => row.item_id),
    now,
  )
  metrics.dispatcherReleasedTotal.inc({ lane }, chosen.length)
}
