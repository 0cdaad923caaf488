/**
 * The one dispatcher that works. In: the lock, on its session. Out: events relayed, work released, and both repaired, until it
 * is stopped or the session is lost; then the process ends and another one takes over from the checkpoints. What the broker
 * does not take is tried again for ever, streams that are gone are made anew; what Postgres does not take ends the leader.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { EventStoreUnavailable, StreamConflict } from '@framewright/event-store'
import { BrokerUnavailable, consumerLag, ensureTopology, StreamMissing } from '@framewright/jetstream'
import { getBacklogLoad } from '@framewright/read-model'
import { followBacklog } from './backlog.ts'
import { createEventsStream } from './events-stream.ts'
import { expireOutputs } from './expire-outputs.ts'
import { releaseOfGone } from './gone-workers.ts'
import type { LeaderParts } from './leader-parts.ts'
import { reconcile } from './reconcile.ts'
import { runRelay } from './relay.ts'
import { releaseDue } from './release.ts'

export interface Leader {
  /** The backlog is complete: until then nothing is released. */
  readonly isLive: boolean
  run(signal: AbortSignal): Promise<void>
}

const retryMs = 250
/** For a broker that is there, and still does not take what it is given. */
const repairMs = 1_000

export function createLeader(parts: LeaderParts): Leader {
  const { session, nats, fleet, inTurn, timings, metrics, log } = parts
  const eventsStream = createEventsStream(parts)
  let isLive = false
  let isOver = false
  let dueTimer: NodeJS.Timeout | undefined
  let repairTimer: NodeJS.Timeout | undefined
  let release = () => {}
  let repair = () => {}

  async function run(signal: AbortSignal): Promise<void> {
    const ended = new AbortController()
    const over = AbortSignal.any([signal, ended.signal])
    let fail: (error: unknown) => void = () => {}
    const failed = new Promise<never>((_resolve, reject) => (fail = reject))
    /** For what is told of, and not waited for. */
    const start = (task: () => Promise<void>) => () => {
      if (!over.aborted) task().catch(fail)
    }
    release = start(() => inTurn(releaseNow))
    repair = start(repairAll)
    const stops = [fleet.onGrown(release), nats.onConnected(repair)]
    const tasks = [
      keepBacklog(over),
      runRelay({ ...parts, eventsStream, makeStreams }, over),
      every(timings.reconcileMs, repairAll, over),
      every(timings.noteMs, note, over),
      every(timings.judgeMs, judge, over),
      every(timings.expireMs, () => expire(over), over),
    ]
    try {
      await Promise.race([Promise.all(tasks), failed])
    } finally {
      ended.abort()
      isOver = true
      for (const stop of stops) stop()
      clearTimeout(dueTimer)
      clearTimeout(repairTimer)
      await Promise.allSettled(tasks)
      // What was still waiting for its turn finds that it is over.
      await inTurn(() => Promise.resolve())
    }
  }

  async function keepBacklog(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await followBacklog({ ...parts, onCommitted }, signal)
      } catch (error: unknown) {
        if (signal.aborted) return
        if (!(error instanceof EventStoreUnavailable)) throw error
        log.warn({ err: error }, 'the event store does not answer')
        await pause(retryMs, signal)
      }
    }
  }

  /** In turn. */
  async function onCommitted(batch: { isLive: boolean; hasChanged: boolean }): Promise<void> {
    const isComplete = batch.isLive && !isLive
    if (isComplete) {
      isLive = true
      log.info({}, 'the backlog is complete')
      await attempt(() => reconcile(parts))
    }
    if (isComplete || batch.hasChanged) await releaseNow()
  }

  /** In turn. */
  async function releaseNow(): Promise<void> {
    if (!isLive || isOver) return
    const nextAt = await attempt(() => releaseDue(parts))
    clearTimeout(dueTimer)
    if (nextAt === null || isOver) return
    // A timer takes no more than 24 days.
    const inMs = Math.min(Math.max(1, nextAt.getTime() - Date.now()), 86_400_000)
    dueTimer = setTimeout(release, inMs)
  }

  async function makeStreams(): Promise<void> {
    const { eventsCreatedAt } = await ensureTopology(nats)
    await eventsStream.adopt(eventsCreatedAt)
  }

  async function repairAll(): Promise<void> {
    await attempt(makeStreams)
    await inTurn(async () => {
      if (!isLive || isOver) return
      await attempt(() => reconcile(parts))
      await releaseNow()
    })
  }

  async function note(): Promise<void> {
    const isNoted = await attempt(() => eventsStream.note())
    if (isNoted === false) await repairAll()
    for (const { lane, state, items } of await getBacklogLoad(session)) {
      metrics.dispatcherBacklog.set({ lane, state }, items)
    }
    for (const { stream, consumer, pending, ackPending } of (await attempt(() => consumerLag(nats))) ?? []) {
      metrics.consumerPending.set({ stream, consumer }, pending)
      metrics.consumerAckPending.set({ stream, consumer }, ackPending)
    }
  }

  async function judge(): Promise<void> {
    if (isLive && nats.isConnected) await attempt(() => releaseOfGone(parts))
  }

  async function expire(signal: AbortSignal): Promise<void> {
    try {
      await expireOutputs(parts, signal)
    } catch (error: unknown) {
      if (!(error instanceof EventStoreUnavailable || error instanceof StreamConflict)) throw error
      log.warn({ err: error }, 'outputs that are to expire do so later')
    }
  }

  /** Null: the broker did not take it. Everything is repaired soon, what is missing made anew. */
  async function attempt<T>(task: () => Promise<T>): Promise<T | null> {
    try {
      return await task()
    } catch (error: unknown) {
      if (error instanceof StreamMissing) {
        log.warn({ err: error }, 'a stream or a consumer is missing')
        repairIn(retryMs)
      } else if (error instanceof BrokerUnavailable) {
        log.warn({ err: error }, 'the broker does not take it')
        // Without a connection there is nothing to try: the next one begins with a repair.
        if (nats.isConnected) repairIn(repairMs)
      } else {
        throw error
      }
      return null
    }
  }

  function repairIn(delayMs: number): void {
    clearTimeout(repairTimer)
    if (!isOver) repairTimer = setTimeout(repair, delayMs)
  }

  return {
    get isLive() {
      return isLive
    },
    run,
  }
}

async function every(periodMs: number, task: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(periodMs, signal)
    if (!signal.aborted) await task()
  }
}

const pause = (durationMs: number, signal: AbortSignal): Promise<unknown> =>
  delay(durationMs, undefined, { signal }).catch(() => {
    // Aborted: whoever waits looks at its signal.
  })
