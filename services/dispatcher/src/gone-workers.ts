/**
 * In: workers that are gone. Out: what they held, in RENDER_WORK anew, for anybody to take at once instead of after the wait
 * for an acknowledgement. Whoever gets it asks for itself before it supersedes anybody, so a mistake here costs a delivery.
 */
import { loadHolders, loadReleased } from '@framewright/read-model'
import type { LeaderParts } from './leader-parts.ts'
import type { GoneWorker } from './presence.ts'
import { releaseAll } from './release.ts'

/** Asking takes time, so it is done out of turn; what comes of it is done in turn. */
export async function releaseOfGone(parts: LeaderParts): Promise<void> {
  const { session, fleet, inTurn } = parts
  const gone = await fleet.takeGone(await loadHolders(session.kysely))
  for (const worker of gone) await inTurn(() => releaseHeldBy(parts, worker))
}

async function releaseHeldBy(parts: LeaderParts, { workerId, held }: GoneWorker): Promise<void> {
  const { session, log } = parts
  // By its claims, and by its last words: what it was about to claim is in the latter alone.
  const rows = (await loadReleased(session.kysely)).filter(
    (row) => row.worker_id === workerId || (row.worker_id === null && held.includes(row.item_id)),
  )
  log.warn({ workerId, items: rows.map((row) => row.item_id) }, 'a worker is gone: releasing what it held')
  await releaseAll(parts, rows, { now: new Date(), goneHolder: workerId })
}
