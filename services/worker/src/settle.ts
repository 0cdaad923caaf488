import { attemptBudget } from '@framewright/domain'
import type { FaultCode } from '@framewright/schemas'

export type Outcome = { readonly kind: 'completed' } | { readonly kind: 'fault'; readonly code: FaultCode }

/** `giveUp` ends the render; `retry` lets another attempt follow, whose time the domain sets. */
export type Settlement = 'done' | 'retry' | 'giveUp'

/**
 * Whether the same work may end otherwise the next time. What lies in the edit or in its assets will not; what lies in
 * the machine, its surroundings or in chance may.
 */
const retryable: Readonly<Record<FaultCode, boolean>> = {
  WORKER_LOST: true,
  STALLED: true,
  // A machine that has less to do is quicker.
  TIMED_OUT: true,
  // The same work takes the same time of a CPU, whose ever it is.
  CPU_EXCEEDED: false,
  // Another worker may have more.
  MEMORY_EXCEEDED: true,
  OUTPUT_TOO_LARGE: false,
  // Memory that ran out looks like this, too.
  ENCODE_FAILED: true,
  // Another worker may have the encoder.
  ENCODER_UNAVAILABLE: true,
  OUTPUT_INVALID: true,
  STORAGE_UNAVAILABLE: true,
  DISK_FULL: true,
  INTERNAL: true,
  ASSET_MISSING: false,
  ASSET_UNREADABLE: false,
  PLAN_INVALID: false,
}

/** The one place that decides what an attempt's outcome means. `claimsSpent` counts this attempt. */
export function settle(outcome: Outcome, claimsSpent: number): Settlement {
  if (outcome.kind === 'completed') return 'done'
  return retryable[outcome.code] && claimsSpent < attemptBudget ? 'retry' : 'giveUp'
}
