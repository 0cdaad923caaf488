/**
 * In: a claim and its message. Out: the attempt's outcome on record, then the message dealt with; in that order, since the
 * append is the commit, and an ack only says that there is nothing left to do.
 *
 *   work done ─────────▶ RenderCompleted ─▶ ack       claim lost, render finished ─▶ discard, ack
 *   fault, stalled ────▶ RenderAttemptFailed          claim lost, another's ───────▶ discard, leave the message alone
 *                        or RenderFailed ─▶ ack       no answer, and to exit ──────▶ leave the message alone
 *   worker drains ─────▶ RenderHandedBack ─▶ nak
 *
 * Dies it anywhere, the message comes again: before the append to somebody who takes the claim over, after it to somebody
 * who finds the item finished.
 */
import { RenderRejected, type RenderCommand } from '@framewright/domain'
import type { Delivery } from '@framewright/jetstream'
import { logKey } from '@framewright/schemas'
import { openAttemptLog } from './attempt-log.ts'
import type { CancelNotice } from './cancel-notices.ts'
import type { Claim, Standing } from './claim.ts'
import { openCoarseProgress } from './coarse-progress.ts'
import { OutcomeUnrecorded } from './errors.ts'
import { faultOf, type Fault } from './faults.ts'
import { startHeartbeat } from './heartbeat.ts'
import { performWithin } from './perform-within.ts'
import { openProgressReport } from './progress-report.ts'
import type { ScratchFolder } from './scratch.ts'
import { settle } from './settle.ts'
import type { Work } from './work-item.ts'
import type { WorkerParts } from './worker.ts'

export interface AttemptOptions extends WorkerParts {
  readonly claim: Claim
  readonly delivery: Delivery
  readonly notice: CancelNotice
  readonly traceparent: string
}

export interface AttemptEnding {
  readonly outcome: 'completed' | 'retried' | 'failed' | 'handed-back' | 'lost'
  readonly fault: Fault | null
}

export interface RunningAttempt {
  /** The outcome is on record and the message dealt with. Throws OutcomeUnrecorded. */
  readonly ended: Promise<AttemptEnding>
  /** How long the work will still take; null when there is no telling. */
  readonly etaSeconds: number | null
  /** Ends the work and gives it to somebody else, at no attempt's cost. */
  handBack(): void
}

/** Why the work was told to end. */
type Stop = { readonly kind: 'lost'; readonly standing: Standing } | { readonly kind: 'stalled' | 'draining' }

type Result =
  | { readonly kind: 'done'; readonly work: Work }
  | { readonly kind: 'stopped'; readonly stop: Stop }
  | { readonly kind: 'fault'; readonly fault: Fault }

const fullBelowBytes = 1024 * 1024

export function startAttempt(options: AttemptOptions): RunningAttempt {
  const { claim, delivery, notice, traceparent } = options
  const { eventStore, nats, storage, scratch, timings, metrics, log } = options
  const { renderId } = claim.item
  const { attempt } = claim
  const startedMs = performance.now()
  const ending = new AbortController()
  const attemptLog = openAttemptLog({ renderId, attempt })
  let stop: Stop | null = null
  let folder: ScratchFolder | null = null

  const end = (why: Stop) => {
    stop ??= why
    ending.abort()
  }
  const heartbeat = startHeartbeat({
    claim,
    working: () => delivery.working(),
    onLost: (standing) => end({ kind: 'lost', standing }),
    onStalled: () => end({ kind: 'stalled' }),
    timings,
    log,
  })
  const onSuspicion = () => heartbeat.lookNow()
  const coarse = openCoarseProgress({ claim, eventStore, onSuspicion, traceparent, log })
  const progress = openProgressReport({ renderId, attempt, nats, heartbeat, coarse, log })
  notice.hear(onSuspicion)

  function note(message: string, fields: object = {}): void {
    log.info(fields, message)
    attemptLog.add('worker', message, { ...fields })
  }

  async function doWork(): Promise<Result> {
    try {
      folder = await scratch.openFolder()
      const performing = options.perform({
        item: claim.item,
        request: claim.request,
        number: attempt,
        claimRevision: claim.revision,
        folder: folder.path,
        signal: ending.signal,
        progress,
        log: attemptLog,
        recordPlan: async (plan) => {
          await claim.record({ type: 'RecordPlan', plan: { ...plan, attempt } })
        },
      })
      return { kind: 'done', work: await performWithin(performing, ending.signal, timings.abandonMs) }
    } catch (error: unknown) {
      if (error instanceof OutcomeUnrecorded) throw error
      if (stop !== null) return { kind: 'stopped', stop }
      if (error instanceof RenderRejected) return lostNow()
      const fault = await explain(error)
      const level = fault.code === 'INTERNAL' ? 'error' : 'warn'
      log[level]({ err: error, code: fault.code }, 'the attempt has failed')
      return { kind: 'fault', fault }
    }
  }

  const lostNow = (): Result => ({ kind: 'stopped', stop: { kind: 'lost', standing: claim.standing() } })

  /** An exit code of 0 and half a file: on a full disk that is what some muxers leave. */
  async function explain(error: unknown): Promise<Fault> {
    const fault = faultOf(error, folder?.path ?? null)
    if (fault.code !== 'OUTPUT_INVALID') return fault
    const isFull = (await scratch.freeBytes()) < fullBelowBytes
    return isFull ? { ...fault, code: 'DISK_FULL' } : fault
  }

  /** False: the claim was lost before. */
  async function record(command: RenderCommand): Promise<boolean> {
    try {
      await claim.record(command)
      return true
    } catch (error: unknown) {
      if (error instanceof RenderRejected) return false
      throw error
    }
  }

  async function conclude(result: Result): Promise<AttemptEnding> {
    switch (result.kind) {
      case 'done': {
        const { outputs } = result.work
        const renderMs = Math.round(performance.now() - startedMs)
        note('the work is done', { renderMs })
        if (await record({ type: 'CompleteRender', attempt, outputs, renderMs })) {
          await delivery.ack()
          metrics.renderSeconds.observe(renderMs / 1_000)
          metrics.renderFramesTotal.inc(outputs.reduce((sum, { frameCount }) => sum + frameCount, 0))
          return { outcome: 'completed', fault: null }
        }
        await discard(result.work)
        return conclude(lostNow())
      }
      case 'fault': {
        const { fault } = result
        const { code, message, stderrTail } = fault
        const settlement = settle({ kind: 'fault', code }, claim.claimsSpent)
        note('the attempt has failed', { code, reason: message, settlement })
        const retryable = settlement === 'retry'
        const nowMs = Date.now()
        if (!(await record({ type: 'FailAttempt', attempt, code, message, stderrTail, retryable, nowMs }))) {
          return conclude(lostNow())
        }
        await delivery.ack()
        return { outcome: retryable ? 'retried' : 'failed', fault }
      }
      case 'stopped':
        return concludeStopped(result.stop)
    }
  }

  async function concludeStopped(why: Stop): Promise<AttemptEnding> {
    switch (why.kind) {
      case 'stalled': {
        const message = `there was no progress for ${Math.round(timings.stallMs / 1_000)} s`
        return conclude({ kind: 'fault', fault: { code: 'STALLED', message, stderrTail: [] } })
      }
      case 'draining':
        note('the work is handed back')
        if (!(await record({ type: 'HandBack', attempt }))) return conclude(lostNow())
        delivery.nak(0)
        return { outcome: 'handed-back', fault: null }
      case 'lost':
        note('the claim was lost', { standing: why.standing })
        // A live claim: the message is the other's, and an ack would take it away from under its feet.
        if (why.standing === 'finished') await delivery.ack()
        return { outcome: 'lost', fault: null }
    }
  }

  async function discard(work: Work): Promise<void> {
    try {
      await work.discard()
    } catch (error: unknown) {
      log.warn({ err: error }, 'what no event names could not be removed: it will be swept')
    }
  }

  async function storeLog(): Promise<void> {
    try {
      await storage.putBytes(logKey(renderId, attempt), attemptLog.toNdjson())
    } catch (error: unknown) {
      log.warn({ err: error }, 'the log of the attempt could not be stored')
    }
  }

  async function run(): Promise<AttemptEnding> {
    try {
      note('the attempt begins', { attempt, workerId: options.workerId })
      const result = await doWork()
      const concluding = conclude(result)
      const logStored = storeLog()
      const ended = await concluding
      await logStored
      return ended
    } finally {
      heartbeat.stop()
      progress.close()
      claim.leave()
      await folder?.remove()
    }
  }

  return {
    ended: run(),
    get etaSeconds() {
      return progress.etaSeconds
    },
    handBack: () => end({ kind: 'draining' }),
  }
}
