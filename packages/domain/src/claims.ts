import type { FaultCode } from '@framewright/schemas'
import { RenderRejected } from './rejection.ts'

/** How many claims a run may spend before the next taker fails it. */
export const attemptBudget = 3
const firstRetryDelayMs = 2_000

export interface Holder {
  readonly attempt: number
  readonly workerId: string
}

/** Whose turn it is with a piece of work, and how often it was tried: the same for a render and for a chunk. */
export interface Claims {
  /** The highest attempt claimed so far; numbers never restart. */
  readonly attempt: number
  /** Claims of this run's budget, less those handed back. */
  readonly claimsSpent: number
  readonly holder: Holder | null
  readonly retryAt: string | null
}

export const unclaimed: Claims = { attempt: 0, claimsSpent: 0, holder: null, retryAt: null }

export interface AttemptFailure {
  readonly attempt: number
  readonly code: FaultCode
  readonly message: string
  readonly stderrTail: readonly string[]
  readonly retryable: boolean
  /** Milliseconds since the epoch; the domain has no clock. */
  readonly nowMs: number
}

/** What the events of a claim's life change. */
export const afterClaims = {
  claimed: ({ claimsSpent }: Claims, { attempt, workerId }: Holder): Claims => ({
    ...{ attempt, claimsSpent: claimsSpent + 1 },
    ...{ holder: { attempt, workerId }, retryAt: null },
  }),
  attemptFailed: ({ retryAt }: { readonly retryAt: string }): Partial<Claims> => ({ holder: null, retryAt }),
  handedBack: ({ claimsSpent }: Claims): Partial<Claims> => ({ holder: null, claimsSpent: claimsSpent - 1 }),
} as const

/** Null: the budget is spent. The holders before died without a word; whoever would be next says so, and nobody else may. */
export const nextAttempt = ({ attempt, claimsSpent }: Claims): number | null =>
  claimsSpent >= attemptBudget ? null : attempt + 1

/** What is said of work whose budget is spent. */
export const lostMessage = `${attemptBudget} workers in a row were lost while they rendered this`

/** Null: it is not tried again. */
export function retryAtOf({ retryable, nowMs }: AttemptFailure, { claimsSpent }: Claims): string | null {
  if (!retryable || claimsSpent >= attemptBudget) return null
  return new Date(nowMs + firstRetryDelayMs * 2 ** (claimsSpent - 1)).toISOString()
}

/** Throws CLAIM_LOST. */
export function heldClaim(attempt: number, { holder }: Claims, what: string): Holder {
  if (holder?.attempt === attempt) return holder
  throw new RenderRejected('CLAIM_LOST', `attempt ${attempt} no longer holds ${what}`)
}
