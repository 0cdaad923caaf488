/**
 * The one dispatcher that works. In: the lock, on its session. Out: events relayed, work released, and both repaired, until it
 * is stopped or the session is lost; then the process ends and another one takes over from the checkpoint. What the broker
 * does not take is tried again for ever, streams that are gone are made anew; what Postgres does not take ends the leader.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { BrokerUnavailable, consumerLag, ensureTopology, StreamMissing } from '@framewright/jetstream'
import { getBacklogLoad } from '@framewright/read-model'
import { adoptStream, noteProgress } from './events-stream.ts'
import { releaseOfGone } from './gone-workers.ts'
import type { LeaderParts } from './leader-parts.ts'
import { reconcile } from './reconcile.ts'
import { createRelay } from './relay.ts'
import { releaseDue } from './release.ts'

export interface Leader {
  readonly isLive: boolean
  run(signal: AbortSignal): Promise<void>
}

const retryMs = 250

export function createLeader(parts: LeaderParts): Leader {
  const { session, nats, fleet, inTurn, timings, metrics, log } = parts
  let restart = new AbortController()
  let dueTimer: NodeJS.Timeout | undefined
  const relay = createRelay({ ...parts, onBacklog, untilTaken })

  async function run(signal: AbortSignal): Promise<void> {
    const stopped = new AbortController()
    const over = AbortSignal.any([signal, stopped.signal])
    const wake = () => void attempt(release)
    const repair = () => void attempt(repairAll)
    const stops = [fleet.onGrown(wake), nats.onConnected(repair)]
    const rounds = [
      every(timings.reconcileMs, repairAll, over),
      every(timings.noteMs, note, over),
      every(timings.judgeMs, judge, over),
    ]
    try {
      await untilTaken(() => inTurn(makeStreams), over)
      await Promise.race([followUntilStopped(over), ...rounds])
    } finally {
      stopped.abort()
      restart.abort()
      clearTimeout(dueTimer)
      for (const stop of stops) stop()
      await Promise.allSettled(rounds)
    }

    /** For what is told of, and not waited for: a failure is the rounds' to meet again. */
    async function attempt(task: () => Promise<void>): Promise<void> {
      try {
        if (!over.aborted) await task()
      } catch (error: unknown) {
        log.warn({ err: error }, 'put off to the next round')
      }
    }
  }

  async function followUntilStopped(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      restart = new AbortController()
      await relay.run(AbortSignal.any([signal, restart.signal]))
    }
  }

  /** In turn. Streams and consumers as they are to be; the relay begins again where RENDER_EVENTS is another one. */
  async function makeStreams(): Promise<boolean> {
    const { workCreated, eventsCreatedAt } = await ensureTopology(nats)
    if (await adoptStream(parts, eventsCreatedAt)) restart.abort()
    return workCreated
  }

  /** In turn. */
  async function onBacklog(): Promise<void> {
    const nextAt = await ifTaken(() => releaseDue(parts))
    clearTimeout(dueTimer)
    if (nextAt === null) return
    dueTimer = setTimeout(() => void release().catch(giveWord), Math.max(1, nextAt.getTime() - Date.now()))
  }

  const release = () => inTurn(async () => (relay.isLive && !session.lost.aborted ? onBacklog() : undefined))

  async function repairAll(): Promise<void> {
    await inTurn(async () => {
      await ifTaken(makeStreams)
      if (!relay.isLive) return
      await ifTaken(() => reconcile(parts))
      await onBacklog()
    })
  }

  async function note(): Promise<void> {
    const isNoted = await inTurn(
      async () => !relay.isLive || (await ifTaken(() => noteProgress(parts))) !== false,
    )
    if (!isNoted) await repairAll()
    for (const { lane, state, items } of await getBacklogLoad(session)) {
      metrics.dispatcherBacklog.set({ lane, state }, items)
    }
    for (const { stream, consumer, pending, ackPending } of (await ifTaken(() => consumerLag(nats))) ?? []) {
      metrics.consumerPending.set({ stream, consumer }, pending)
      metrics.consumerAckPending.set({ stream, consumer }, ackPending)
    }
  }

  async function judge(): Promise<void> {
    if (relay.isLive && nats.isConnected) await ifTaken(() => releaseOfGone(parts))
  }

  /** Null: the broker did not take it. What is missing there is made anew; the next round does the rest. */
  async function ifTaken<T>(task: () => Promise<T>): Promise<T | null> {
    try {
      return await task()
    } catch (error: unknown) {
      if (error instanceof StreamMissing) {
        log.warn({ err: error }, 'a stream or a consumer is missing')
        setImmediate(() => void repairAll().catch(giveWord))
        return null
      }
      if (!(error instanceof BrokerUnavailable)) throw error
      log.warn({ err: error }, 'the broker does not take it')
      return null
    }
  }

  function giveWord(error: unknown): void {
    log.warn({ err: error }, 'put off to the next round')
  }

  async function untilTaken<T>(publish: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      signal.throwIfAborted()
      try {
        return await publish()
      } catch (error: unknown) {
        const isMissing = error instanceof StreamMissing
        if (!isMissing && !(error instanceof BrokerUnavailable)) throw error
        if (failures === 0) log.warn({ err: error }, 'the broker does not take it: trying until it does')
        if (isMissing) await ifTaken(makeStreams)
      }
      await delay(retryMs, undefined, { signal })
    }
  }

  return {
    get isLive() {
      return relay.isLive
    },
    run,
  }
}

/** Until the signal is aborted; throws what the task throws. */
async function every(periodMs: number, task: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(periodMs, undefined, { signal }).catch(() => null)
    if (!signal.aborted) await task()
  }
}
