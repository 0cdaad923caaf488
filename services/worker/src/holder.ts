import type { Holder } from '@framewright/domain'
import { askHolder, type NatsLink } from '@framewright/jetstream'
import type { HeldItems } from './held-items.ts'
import type { Timings } from './timings.ts'

/**
 * Whether a claim's holder is still at it (architecture §5.2). A redelivery is no proof of death: after an outage of the
 * broker every message comes again, and every holder is alive.
 *
 * | the holder                              | verdict |
 * |-----------------------------------------|---------|
 * | another slot of this worker             | holds   |
 * | says "mine"                             | holds   |
 * | no responders, or "not mine"            | gone    |
 * | silent, but a round trip went through   | gone    |
 * | silent, and so is the broker            | unknown: it is this worker that is cut off |
 *
 * `gone` becomes `too-soon` where this worker has not been connected for long itself, unless the leading dispatcher, which
 * has, found that holder to be gone and released the item for it.
 */
export type HolderVerdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'too-soon'; readonly waitMs: number }
  | { readonly kind: 'unknown' }

export interface HolderQuestion {
  readonly holder: Holder
  readonly itemId: string
  readonly workerId: string
  /** Whom the item's message says to be gone. */
  readonly goneHolder: string | null
  readonly heldItems: HeldItems
  readonly nats: NatsLink
  readonly timings: Timings
}

export async function judgeHolder(question: HolderQuestion): Promise<HolderVerdict> {
  const { holder, itemId, workerId, goneHolder, heldItems, nats, timings } = question
  if (holder.workerId === workerId) {
    // Not held by any slot: a worker before this one had the same name.
    return heldItems.holds(itemId) ? { kind: 'holds' } : goneUnlessTooSoon(nats, timings)
  }
  const answer = await askHolder(nats, holder.workerId, itemId, { timeoutMs: timings.askMs })
  switch (answer) {
    case 'holds':
      return { kind: 'holds' }
    case 'no-responders':
    case 'does-not-hold':
    case 'silent':
      return holder.workerId === goneHolder ? { kind: 'gone' } : goneUnlessTooSoon(nats, timings)
    case 'cut-off':
      return { kind: 'unknown' }
  }
}

function goneUnlessTooSoon(nats: NatsLink, { reconnectGraceMs }: Timings): HolderVerdict {
  const { connectedSinceMs } = nats
  if (connectedSinceMs === null) return { kind: 'unknown' }
  const waitMs = Math.ceil(connectedSinceMs + reconnectGraceMs - performance.now())
  return waitMs > 0 ? { kind: 'too-soon', waitMs } : { kind: 'gone' }
}
