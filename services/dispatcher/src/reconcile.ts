/**
 * In: what the backlog has released and the events leave unfinished. Out: a message for each of them. Most have one, and the
 * broker refuses a second: that is fine here, and only here. So whatever became of the broker's store, or of a message
 * between a worker and its death, no item waits longer than one round of this.
 */
import { publishWork } from '@framewright/jetstream'
import { loadReleased } from '@framewright/read-model'
import { itemOf, traceOf } from './item-of.ts'
import type { LeaderParts } from './leader-parts.ts'

/** In turn. Throws the broker's fault, once it was tried with all of them. */
export async function reconcile({ session, nats, metrics, log }: LeaderParts): Promise<void> {
  const released = await loadReleased(session.kysely)
  const results = await Promise.allSettled(
    released.map((row) => publishWork(nats, itemOf(row), { slots: row.slots })),
  )
  for (const [at, result] of results.entries()) {
    if (result.status === 'rejected' || result.value === 'refused') continue
    const row = released[at]!
    metrics.dispatcherReconciledTotal.inc()
    log.warn({ ...traceOf(row), lane: row.lane }, 'a released item had no message: published it again')
  }
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
