/**
 * In: workers that are gone. Out: what they held, in RENDER_WORK anew, for anybody to take at once instead of after the wait
 * for an acknowledgement. Whoever gets it asks for itself before it supersedes anybody, so a mistake here costs a delivery.
 */
import { givenOut } from '@framewright/jetstream'
import { loadHolders, loadReleased, type BacklogRow } from '@framewright/read-model'
import { lanes } from '@framewright/schemas'
import { itemOf } from './item-of.ts'
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
  const released = await loadReleased(session.kysely)
  // By its claims, and by its last words: what it was about to claim is in the latter alone.
  const known = released.filter(
    (row) => row.worker_id === workerId || (row.worker_id === null && held.includes(row.item_id)),
  )
  const release = async (rows: readonly BacklogRow[], message: string) => {
    log.warn({ workerId, items: rows.map((row) => row.item_id) }, message)
    await releaseAll(parts, rows, { now: new Date(), goneHolder: workerId })
  }
  await release(known, 'a worker is gone: releasing what it held')
  const unclaimed = released.filter((row) => row.worker_id === null && !known.includes(row))
  const given = await givenToSomebody(parts, unclaimed)
  if (given.length > 0) await release(given, 'releasing what it may have been given, and nobody has claimed')
}

/**
 * What it was given and had neither claimed nor spoken of: nobody knows whose such messages are, so they are all released
 * anew. Somebody else who is about to claim one of them does so all the same, and the new message finds it claimed.
 */
async function givenToSomebody(
  { nats }: LeaderParts,
  unclaimed: readonly BacklogRow[],
): Promise<BacklogRow[]> {
  const given = await Promise.all(
    lanes.map((lane) => givenOut(nats, lane, unclaimed.filter((row) => row.lane === lane).map(itemOf))),
  )
  const itemIds = new Set(given.flat().map(({ itemId }) => itemId))
  return unclaimed.filter((row) => itemIds.has(row.item_id))
}
