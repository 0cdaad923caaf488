/**
 * In: workers that are gone. Out: what they held, in RENDER_WORK anew, for anybody to take at once instead of after the wait
 * for an acknowledgement. Whoever gets it asks for itself before it supersedes anybody, so a mistake here costs a delivery.
 */
import { releaseWork } from '@framewright/jetstream'
import { loadHolders, loadReleased, markReleased } from '@framewright/read-model'
import { itemOf } from './backlog.ts'
import type { LeaderParts } from './leader-parts.ts'
import type { GoneWorker } from './presence.ts'

/** Asking takes time, so it is done out of turn; what comes of it is done in turn. */
export async function releaseOfGone(parts: LeaderParts): Promise<void> {
  const { session, fleet, inTurn } = parts
  const gone = await fleet.takeGone(await loadHolders(session.kysely))
  for (const worker of gone) await inTurn(() => releaseHeldBy(parts, worker))
}

async function releaseHeldBy(parts: LeaderParts, { workerId, held }: GoneWorker): Promise<void> {
  const { session, nats, metrics, log } = parts
  await session.kysely.transaction().execute(async (tx) => {
    // By its claims, and by its last words: what it was about to claim is in the latter alone.
    const rows = (await loadReleased(tx)).filter(
      (row) => row.worker_id === workerId || (row.worker_id === null && held.includes(row.item_id)),
    )
    for (const row of rows) {
      await releaseWork(nats, itemOf(row))
      metrics.dispatcherReleasedTotal.inc({ lane: row.lane })
      log.warn({ renderId: row.render_id, workerId }, 'its worker is gone: released anew')
    }
    await markReleased(
      tx,
      rows.map((row) => row.item_id),
      new Date(),
    )
  })
  log.warn({ workerId }, 'a worker is gone')
}
