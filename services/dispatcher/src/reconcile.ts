/**
 * In: what the backlog has released and the events leave unfinished. Out: a message for each of them. Most have one, and the
 * broker refuses a second: that is fine here, and only here. So whatever became of the broker's store, or of a message
 * between a worker and its death, no item waits longer than one round of this.
 */
import { publishWork } from '@framewright/jetstream'
import { loadReleased } from '@framewright/read-model'
import { itemOf } from './backlog.ts'
import type { LeaderParts } from './leader-parts.ts'

export async function reconcile({ session, nats, metrics, log }: LeaderParts): Promise<void> {
  const released = await loadReleased(session.kysely)
  let missing = 0
  for (const row of released) {
    if ((await publishWork(nats, itemOf(row))) === 'refused') continue
    missing += 1
    log.warn(
      { renderId: row.render_id, lane: row.lane },
      'a released item had no message: published it again',
    )
  }
  metrics.dispatcherReconciledTotal.inc(missing)
}
