/**
 * In: what has become of an attempt's work. Out: its outcome on record, then the message dealt with; in that order, since
 * the append is the commit, and an ack only says that there is nothing left to do.
 *
 *   files made ────────▶ RenderCompleted ─▶ ack       claim lost, item finished ──▶ discard, ack
 *   chunk made ────────▶ ChunkRendered ─▶ ack         claim lost, another's ──────▶ discard, leave the message alone
 *   planned anew ──────▶ RenderPlanned ─▶ ack         no answer, and to exit ─────▶ leave the message alone
 *   fault, stalled ────▶ AttemptFailed or Failed ─▶ ack
 *   worker drains ─────▶ HandedBack ─▶ nak
 *
 * Dies it anywhere, the message comes again: before the append to somebody who takes the claim over, after it to somebody
 * who finds the item finished.
 */
import { RenderRejected } from '@framewright/domain'
import type { Delivery } from '@framewright/jetstream'
import type { Logger, Metrics } from '@framewright/observability'
import type { Claim, Standing } from './claim.ts'
import type { Fault } from './faults.ts'
import { settle } from './settle.ts'
import type { Work } from './work-item.ts'
import type { AttemptCommand, Result } from './work-stream.ts'

export type WorkResult =
  | { readonly kind: 'done'; readonly work: Work; readonly renderMs: number }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'handed back' }
  | { readonly kind: 'lost'; readonly standing: Standing }

export interface AttemptEnding {
  readonly outcome: 'completed' | 'planned' | 'retried' | 'failed' | 'handed-back' | 'lost'
  readonly fault: Fault | null
}

export interface ConcludeOptions {
  readonly claim: Claim
  readonly delivery: Delivery
  readonly metrics: Metrics
  readonly log: Logger
}

/** Throws OutcomeUnrecorded. */
export async function conclude(
  result: WorkResult,
  { claim, delivery, metrics, log }: ConcludeOptions,
): Promise<AttemptEnding> {
  const { attempt } = claim

  /** False: the claim had been lost before. */
  async function record(command: AttemptCommand): Promise<boolean> {
    try {
      await claim.record(command)
      return true
    } catch (error: unknown) {
      if (error instanceof RenderRejected) return false
      throw error
    }
  }

  async function complete(work: Work, attemptMs: number): Promise<AttemptEnding> {
    const { result } = work
    // A film of chunks took as long as all of them, not as long as it took to join them.
    const { startedAt } = claim
    const renderMs = startedAt === null ? attemptMs : Math.max(attemptMs, Date.now() - startedAt.getTime())
    if (!(await record({ type: 'Finish', attempt, result, renderMs }))) {
      await discard(work, log)
      return lost(claim.standing())
    }
    await delivery.ack()
    if (result.kind === 'files') metrics.renderSeconds.observe(renderMs / 1_000)
    metrics.renderFramesTotal.inc(encodedIn(result, claim))
    return { outcome: result.kind === 'plan' ? 'planned' : 'completed', fault: null }
  }

  async function fail(fault: Fault): Promise<AttemptEnding> {
    const { code, message, stderrTail } = fault
    const retryable = settle({ kind: 'fault', code }, claim.claimsSpent) === 'retry'
    const nowMs = Date.now()
    if (!(await record({ type: 'FailAttempt', attempt, code, message, stderrTail, retryable, nowMs })))
      return lost(claim.standing())
    await delivery.ack()
    return { outcome: retryable ? 'retried' : 'failed', fault }
  }

  async function handBack(): Promise<AttemptEnding> {
    if (!(await record({ type: 'HandBack', attempt }))) return lost(claim.standing())
    delivery.nak(0)
    return { outcome: 'handed-back', fault: null }
  }

  async function lost(standing: Standing): Promise<AttemptEnding> {
    log.info({ standing }, 'the claim was lost')
    // A live claim: the message is the other's, and an ack would take it away from under its feet.
    if (standing === 'finished') await delivery.ack()
    return { outcome: 'lost', fault: null }
  }

  switch (result.kind) {
    case 'done':
      return complete(result.work, result.renderMs)
    case 'fault':
      return fail(result.fault)
    case 'handed back':
      return handBack()
    case 'lost':
      return lost(result.standing)
  }
}

/** How many frames were encoded for it. */
function encodedIn(result: Result, { item }: Claim): number {
  switch (result.kind) {
    case 'plan':
      return 0
    case 'chunk':
      return result.rendered.reused ? 0 : result.rendered.frameCount
    case 'files':
      // Those of an assembly were counted with their chunks.
      if (item.kind === 'assembly') return 0
      return result.outputs.reduce((sum, { frameCount }) => sum + frameCount, 0)
  }
}

async function discard(work: Work, log: Logger): Promise<void> {
  try {
    await work.discard()
  } catch (error: unknown) {
    log.warn({ err: error }, 'what no event names could not be removed: it will be swept')
  }
}
