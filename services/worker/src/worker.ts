/**
 * The claim loop. In: deliveries, as many as there is room for (room.ts). Out: each one claimed and worked on, or its message dealt
 * with: acknowledged when there is nothing left to do, handed back when it is somebody else's turn, left alone when that
 * cannot be told. What the work is, it does not know.
 *
 *   slot:  wait for well surroundings, and for room ─▶ pull ─▶ find room for it ─▶ claim ─▶ attempt ─▶ (again)
 *
 * A drain stops the pulls; work that is nearly done is finished, the rest is handed back. Dies the process, nothing is
 * lost but time: its claims are taken over by whoever gets the messages.
 */
import { setMaxListeners } from 'node:events'
import { EventStoreUnavailable, type EventStore } from '@framewright/event-store'
import type { Delivery, NatsLink } from '@framewright/jetstream'
import { inSpan, traceIdOf, type Logger, type Metrics } from '@framewright/observability'
import type { Storage } from '@framewright/storage'
import { startAttempt, type RunningAttempt } from './attempt.ts'
import type { CancelNotices } from './cancel-notices.ts'
import { takeItem, type Claim } from './claim.ts'
import type { AttemptEnding } from './conclude.ts'
import { OutcomeUnrecorded } from './errors.ts'
import type { HeldItems } from './held-items.ts'
import type { Pulls } from './pull.ts'
import type { Place, Room } from './room.ts'
import type { Scratch } from './scratch.ts'
import type { ScratchWatch } from './scratch-watch.ts'
import type { Surroundings } from './surroundings.ts'
import type { Timings } from './timings.ts'
import type { Perform } from './work-item.ts'

/** What everything a worker does is done with. */
export interface WorkerParts {
  readonly workerId: string
  readonly eventStore: EventStore
  readonly nats: NatsLink
  readonly storage: Storage
  readonly scratch: Scratch
  readonly scratchWatch: ScratchWatch
  readonly heldItems: HeldItems
  readonly perform: Perform
  readonly ffmpegBuild: string
  /** Of one ffmpeg. */
  readonly memoryBytes: number
  readonly timings: Timings
  readonly metrics: Metrics
  readonly log: Logger
}

export interface ClaimLoopOptions extends WorkerParts {
  readonly room: Room
  readonly pulls: Pulls
  readonly notices: CancelNotices
  /** Whether there is enough of it to begin anything. */
  readonly hasRoom: () => Promise<boolean>
  readonly surroundings: Surroundings
  /** Told of what a worker must not go on after. */
  readonly fail: (error: unknown) => void
}

export interface ClaimLoop {
  readonly isDraining: boolean
  /** Resolves when no slot holds anything any more. */
  drain(): Promise<void>
}

/** Node's own limit, of what is no slot's. */
const usualListeners = 10
/** A message that could not be looked into is for whoever can, soon. */
const unreadDelayMs = 500
/** Long enough for another worker to be given what was handed back. */
const handedBackMs = 50

interface Placed {
  readonly delivery: Delivery | null
  readonly taken: Place | null
}

export function startClaimLoop(options: ClaimLoopOptions): ClaimLoop {
  const { room, heldItems, pulls, notices, hasRoom, surroundings, timings, metrics, log, fail } = options
  const draining = new AbortController()
  // Each slot listens while it waits for work: that many are no leak.
  setMaxListeners(2 * room.slots + usualListeners, draining.signal)
  const giveUp = new AbortController()
  const running = new Set<RunningAttempt>()

  async function runSlot(): Promise<void> {
    while (!draining.signal.aborted) {
      try {
        if (!(await hasRoom())) surroundings.doubt('disk')
        await surroundings.wait(draining.signal)
        await takeOne()
      } catch (error: unknown) {
        if (!(error instanceof OutcomeUnrecorded)) return fail(error)
        log.error({ err: error }, 'an outcome is not on record: its message is left alone')
        return
      }
    }
  }

  async function takeOne(): Promise<void> {
    const asking = await room.ask(draining.signal)
    if (asking === null) return
    let placed: Placed
    try {
      placed = await pullOne()
    } finally {
      asking.end()
    }
    const { delivery } = placed
    if (delivery === null) return
    if (draining.signal.aborted) return delivery.nak(0)
    const taken = placed.taken ?? (await keepUntilPlaced(delivery))
    if (taken === null) return
    const slots = Math.min(delivery.slots, room.slots)
    metrics.workerBusySlots.inc(slots)
    try {
      const { renderId, traceparent } = delivery.item
      const attributes = { 'render.id': renderId, 'worker.id': options.workerId }
      await inSpan('work item', { traceparent, attributes }, (own) => handle(delivery, own))
    } finally {
      metrics.workerBusySlots.dec(slots)
      taken.leave()
    }
  }

  /** What came, and its place; it has to be found before anybody else asks. */
  async function pullOne(): Promise<Placed> {
    const delivery = await pulls.next({ expiresMs: timings.pullMs, signal: draining.signal })
    return { delivery, taken: delivery === null ? null : room.take(delivery.slots) }
  }

  /** Null: it was handed back, for somebody who has room for it. */
  async function keepUntilPlaced(delivery: Delivery): Promise<Place | null> {
    const { item, slots, redelivered } = delivery
    const fields = { renderId: item.renderId, itemId: item.itemId, slots, free: room.slots - room.taken }
    if (!redelivered) {
      log.debug(fields, 'there is no room for the item: it is handed back')
      room.rest(handedBackMs)
      delivery.nak(0)
      return null
    }
    log.info(fields, 'nobody has room for the item: nothing else is taken before it')
    const leave = heldItems.enter(item.itemId)
    const beat = setInterval(() => delivery.working(), timings.beatMs)
    try {
      const saved = await room.save(slots, draining.signal)
      if (saved === null) delivery.nak(0)
      return saved
    } finally {
      clearInterval(beat)
      leave()
    }
  }

  async function handle(delivery: Delivery, traceparent: string): Promise<void> {
    const { item, redelivered, deliveries, goneHolder } = delivery
    const traceId = traceIdOf(traceparent)
    const itemLog = log.child({ renderId: item.renderId, itemId: item.itemId, traceId })
    const notice = notices.listen(item.renderId)
    const withItem = {
      ...options,
      item,
      deliveries,
      goneHolder,
      traceparent,
      log: itemLog,
      giveUp: giveUp.signal,
    }
    try {
      const taken = await takeItem(withItem)
      switch (taken.kind) {
        case 'claimed':
          return await work(taken.claim, startAttempt({ ...withItem, claim: taken.claim, delivery, notice }))
        case 'finished':
          itemLog.info({ redelivered }, 'nothing is left to be done for this item')
          return await delivery.ack()
        case 'later':
          itemLog.info({ why: taken.why, delayMs: taken.delayMs }, 'the item is left for later')
          return delivery.nak(taken.delayMs)
        case 'leave':
          itemLog.warn({ why: taken.why }, 'the message is left alone')
      }
    } catch (error: unknown) {
      if (!(error instanceof EventStoreUnavailable)) throw error
      // Nothing was claimed yet. Somebody else may have better luck; this worker looks before it tries again.
      itemLog.warn({ err: error }, 'the item could not be read')
      surroundings.doubt('event store')
      delivery.nak(unreadDelayMs)
    } finally {
      notice.close()
    }
  }

  async function work(claim: Claim, attempt: RunningAttempt): Promise<void> {
    running.add(attempt)
    if (draining.signal.aborted) attempt.handBack()
    try {
      note(claim, await attempt.ended)
    } finally {
      running.delete(attempt)
    }
  }

  function note(claim: Claim, { outcome, fault }: AttemptEnding): void {
    metrics.workerAttemptsTotal.inc({ outcome, code: fault?.code ?? 'none' })
    // Which disk is full, that of the scratch or that of the storage, is found by asking both.
    if (fault?.code === 'DISK_FULL') surroundings.doubt('disk')
    if (fault?.code === 'DISK_FULL' || fault?.code === 'STORAGE_UNAVAILABLE') surroundings.doubt('storage')
  }

  async function drain(): Promise<void> {
    draining.abort()
    const isNearlyDone = ({ etaSeconds }: RunningAttempt) =>
      etaSeconds !== null && etaSeconds * 1_000 < timings.drainFinishMs
    const handBack = (attempts: Iterable<RunningAttempt>) => {
      for (const attempt of attempts) attempt.handBack()
    }
    handBack([...running].filter((attempt) => !isNearlyDone(attempt)))
    const finished = setTimeout(() => handBack(running), timings.drainFinishMs)
    const recorded = setTimeout(() => giveUp.abort(), timings.drainFinishMs + timings.drainRecordMs)
    await slots
    clearTimeout(finished)
    clearTimeout(recorded)
  }

  const slots = Promise.all(Array.from({ length: room.slots }, runSlot))
  let drained: Promise<void> | null = null
  return {
    get isDraining() {
      return draining.signal.aborted
    },
    drain: () => (drained ??= drain()),
  }
}
