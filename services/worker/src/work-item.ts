import type { WorkItem } from '@framewright/schemas'
import type { AttemptLog } from './attempt-log.ts'
import type { AttemptLimits } from './limits.ts'
import type { ProgressReport } from './progress-report.ts'
import type { NewPlan, PlanData, RequestData, Result } from './work-stream.ts'

/** One attempt at a work item, as the work itself sees it. */
export interface Attempt<Item extends WorkItem = WorkItem> {
  readonly item: Item
  readonly request: RequestData
  /** Of a chunk and of an assembly, the plan that they are of; of a render, one that took the place of one in chunks. */
  readonly planned: PlanData | null
  readonly number: number
  /** Makes a key of storage this attempt's own. */
  readonly claimRevision: bigint
  /** Private to the attempt; removed after it. */
  readonly folder: string
  /** Aborted when the work is to end: cancelled, superseded, stalled, beyond its limits, or handed back. */
  readonly signal: AbortSignal
  readonly limits: AttemptLimits
  readonly progress: ProgressReport
  readonly log: AttemptLog
  /** Puts a plan on record that is carried through within this attempt. Throws RenderRejected (CLAIM_LOST). */
  recordPlan(plan: NewPlan): Promise<void>
}

export interface Work {
  readonly result: Result
  /** Removes what was stored, when it turns out that the claim had been lost before it could be recorded. */
  discard(): Promise<void>
}

/**
 * Does the work of an item: all that the claim loop does not know about. Throws a fault with a code; after an abort it may
 * throw whatever it likes, but must end soon.
 */
export type Perform = (attempt: Attempt) => Promise<Work>
