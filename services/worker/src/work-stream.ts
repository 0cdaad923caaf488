import type { AttemptFailure, ChunkCommand, Claims } from '@framewright/domain'
import type { FramewrightEvent, OutputFile, RenderEvent } from '@framewright/schemas'

export type RequestData = Extract<RenderEvent, { type: 'RenderRequested' }>['data']
export type PlanData = Extract<RenderEvent, { type: 'RenderPlanned' }>['data']
/** What a worker says of a plan; whose attempt it is, is added to it. */
export type NewPlan = Omit<PlanData, 'attempt'>

/** What has become of work that was done. */
export type Result =
  | { readonly kind: 'files'; readonly outputs: readonly OutputFile[] }
  | {
      readonly kind: 'chunk'
      readonly rendered: Extract<ChunkCommand, { type: 'CompleteChunk' }>['rendered']
    }
  /** It is to be done in chunks, or otherwise than it was begun: others go on with it. */
  | { readonly kind: 'plan'; readonly plan: NewPlan }

export type AttemptCommand =
  | { readonly type: 'Claim'; readonly workerId: string }
  | { readonly type: 'RecordPlan'; readonly attempt: number; readonly plan: NewPlan }
  | { readonly type: 'Finish'; readonly attempt: number; readonly result: Result; readonly renderMs: number }
  | ({ readonly type: 'FailAttempt' } & AttemptFailure)
  | { readonly type: 'HandBack'; readonly attempt: number }

/** Where a work item stands: whatever kind it is of. */
export interface WorkState extends Claims {
  readonly status: string
  /** Something is left to be done for the item. */
  readonly isOpen: boolean
  /** Of the stream that the item is claimed on. */
  readonly revision: bigint
}

/** The streams that say what is to be done for a work item, and whose turn it is. */
export interface WorkStream {
  readonly state: WorkState
  /** What was asked for: event 0 of the render. Null while its stream is not there. */
  readonly request: RequestData | null
  /** Of a chunk and of an assembly, the plan that they are of; of a render, one that took the place of one in chunks. */
  readonly planned: PlanData | null
  /** When the first claim of this run was recorded. */
  readonly startedAt: Date | null
  /** Its user has done away with the render, and with all that is kept of it. */
  readonly isDeleted: boolean
  /** Reads what is beyond. Throws EventStoreUnavailable. */
  look(): Promise<WorkState>
  /** Stores what the command leads to. Throws RenderRejected; StreamConflict where there is more than was read. */
  record(command: AttemptCommand): Promise<readonly FramewrightEvent[]>
}
