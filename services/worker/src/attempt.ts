/**
 * In: a claim and its message. Out: the attempt's work, done or ended, its log stored, and its outcome on record. While the
 * work goes on, the heartbeat says why it has to end, if it has to:
 *
 *   cancelled, superseded ─▶ lost       no progress ─▶ stalled       the worker is to stop ─▶ draining
 *   its limit of time ─▶ timed out      its limit of bytes ─▶ too large      no room left ─▶ disk full
 *
 * The first reason counts, and work that is done all the same is recorded as done. What was written on the way is removed,
 * whatever happens; should the process die, the next worker to start sweeps it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { RenderRejected } from '@framewright/domain'
import type { Delivery } from '@framewright/jetstream'
import { chunkLogKey, logKey, type WorkItem } from '@framewright/schemas'
import { openAttemptLog } from './attempt-log.ts'
import type { CancelNotice } from './cancel-notices.ts'
import type { Claim } from './claim.ts'
import { openCoarseProgress } from './coarse-progress.ts'
import { conclude, type AttemptEnding, type WorkResult } from './conclude.ts'
import { OutcomeUnrecorded } from './errors.ts'
import { faultOf, type Fault } from './faults.ts'
import { startHeartbeat } from './heartbeat.ts'
import { limitsOf } from './limits.ts'
import { performWithin } from './perform-within.ts'
import { openProgressReport } from './progress-report.ts'
import type { ScratchFolder } from './scratch.ts'
import { resultOf, type Stop } from './stops.ts'
import type { WorkerParts } from './worker.ts'

export interface AttemptOptions extends WorkerParts {
  readonly claim: Claim
  readonly delivery: Delivery
  readonly notice: CancelNotice
  readonly traceparent: string
}

export interface RunningAttempt {
  /** The outcome is on record and the message dealt with. Throws OutcomeUnrecorded. */
  readonly ended: Promise<AttemptEnding>
  /** How long the work will still take; null when there is no telling. */
  readonly etaSeconds: number | null
  /** Ends the work and gives it to somebody else, at no attempt's cost. */
  handBack(): void
}

const fullBelowBytes = 1024 * 1024
/** How long an outcome waits for the log that goes with it. */
const logPatienceMs = 1_000

export function startAttempt(options: AttemptOptions): RunningAttempt {
  const { claim, delivery, notice, traceparent } = options
  const { eventStore, nats, storage, scratch, scratchWatch, timings, metrics, log } = options
  const { item, attempt } = claim
  const { renderId } = item
  const chunk = item.kind === 'chunk' ? { planId: item.planId, number: item.number } : null
  const startedMs = performance.now()
  const ending = new AbortController()
  const limits = limitsOf({ ...options, item, request: claim.request, planned: claim.planned })
  const attemptLog = openAttemptLog({ renderId, ...(chunk === null ? {} : { chunk }), attempt })
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
  // How far a film of chunks has come, their own events say.
  const coarse =
    item.kind === 'render' ? openCoarseProgress({ claim, eventStore, onSuspicion, traceparent, log }) : null
  const progress = openProgressReport({ renderId, chunk, attempt, nats, heartbeat, coarse, log })
  notice.hear(onSuspicion)
  const timeLimit = setTimeout(() => end({ kind: 'timed out' }), limits.durationMs)
  let unwatch = () => {}

  function note(message: string, fields: object = {}): void {
    log.info(fields, message)
    attemptLog.add('worker', message, { ...fields })
  }

  async function doWork(): Promise<WorkResult> {
    try {
      folder = await scratch.openFolder()
      unwatch = scratchWatch.watch({
        path: folder.path,
        mostBytes: limits.scratchBytes,
        onTooLarge: () => end({ kind: 'too large' }),
        onDiskFull: () => end({ kind: 'disk full' }),
      })
      const performing = options.perform({
        item,
        request: claim.request,
        planned: claim.planned,
        number: attempt,
        claimRevision: claim.revision,
        folder: folder.path,
        signal: ending.signal,
        limits,
        progress,
        log: attemptLog,
        recordPlan: async (plan) => {
          await claim.record({ type: 'RecordPlan', attempt, plan })
          progress.moved()
        },
      })
      const work = await performWithin(performing, ending.signal, timings.abandonMs)
      return { kind: 'done', work, renderMs: Math.round(performance.now() - startedMs) }
    } catch (error: unknown) {
      if (error instanceof OutcomeUnrecorded) throw error
      if (stop !== null) return resultOf(stop, { limits, timings, stderrTail: attemptLog.stderrTail })
      if (error instanceof RenderRejected) return { kind: 'lost', standing: claim.standing() }
      const fault = await explain(error)
      const level = fault.code === 'INTERNAL' ? 'error' : 'warn'
      log[level]({ err: error, code: fault.code }, 'the work has failed')
      return { kind: 'fault', fault }
    }
  }

  /** An exit code of 0 and half a file: on a full disk that is what some muxers leave. */
  async function explain(error: unknown): Promise<Fault> {
    const fault = faultOf(error, folder?.path ?? null)
    if (fault.code !== 'OUTPUT_INVALID') return fault
    const isFull = (await scratch.freeBytes()) < fullBelowBytes
    return isFull ? { ...fault, code: 'DISK_FULL' } : fault
  }

  async function storeLog(result: WorkResult): Promise<void> {
    const fields = result.kind === 'fault' ? { code: result.fault.code, reason: result.fault.message } : {}
    note(`the attempt ends: ${result.kind}`, fields)
    try {
      await storage.putBytes(keyOfLog(item, attempt), attemptLog.toNdjson())
    } catch (error: unknown) {
      log.warn({ err: error }, 'the log of the attempt could not be stored')
    }
  }

  /** Who deletes a render appends first and removes then: what was stored before this look is gone, or goes now. */
  async function removeLogOfDeleted(): Promise<void> {
    try {
      await claim.look()
      if (claim.isDeleted()) await storage.remove(keyOfLog(item, attempt))
    } catch (error: unknown) {
      log.warn({ err: error }, 'the log of a deleted render may be left: it will be swept')
    }
  }

  async function run(): Promise<AttemptEnding> {
    try {
      note('the attempt begins', { attempt, workerId: options.workerId })
      const result = await doWork()
      // Whoever sees the outcome finds the log; but an outcome does not wait for a storage that hangs.
      const logStored = new AbortController()
      const tooLong = delay(logPatienceMs, undefined, { signal: logStored.signal }).catch(() => null)
      await Promise.race([storeLog(result), tooLong])
      logStored.abort()
      const ended = await conclude(result, { claim, delivery, metrics, log })
      if (ended.outcome === 'lost') await removeLogOfDeleted()
      return ended
    } finally {
      clearTimeout(timeLimit)
      unwatch()
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

const keyOfLog = (item: WorkItem, attempt: number): string =>
  item.kind === 'chunk'
    ? chunkLogKey(item.renderId, item.planId, item.number, attempt)
    : logKey(item.renderId, attempt)
