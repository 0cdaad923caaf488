/**
 * In: every event of the render-, chunk- and asset- streams, in the order of the store. Out: their rows in Postgres, and
 * a NOTIFY for each that changed. Rows, notification and checkpoint are one transaction, so whoever dies half-way has done
 * nothing, and the next one begins where the checkpoint stands. The checkpoint moves by compare-and-set: of two
 * projectors one wins each transaction, and the other stands by until the checkpoint rests.
 */
import { setTimeout as delay } from 'node:timers/promises'
import {
  EventStoreUnavailable,
  inBatches,
  type EventStore,
  type FeedItem,
  type StoredEvent,
} from '@framewright/event-store'
import {
  advanceCheckpoint,
  CheckpointMoved,
  DatabaseUnavailable,
  readCheckpoint,
  type Database,
  type Log,
} from '@framewright/read-model'
import { applyEvents, followedPrefixes } from './apply-events.ts'

export const follower = 'projector'

export interface ProjectorOptions {
  readonly eventStore: EventStore
  readonly db: Database
  readonly log: Log
  readonly onBatch: (batch: ProjectedBatch) => void
}

export interface ProjectedBatch {
  readonly events: number
  readonly lastRecordedAt: Date | null
  readonly tookMs: number
}

export type Phase =
  'starting' | 'catching up' | 'live' | 'standing by' | 'waiting for Postgres' | 'waiting for the event store'

export interface Projection {
  readonly phase: Phase
  /** Follows until the signal is aborted. Throws only for a bug; what passes is waited for. */
  run(signal: AbortSignal): Promise<void>
}

/** What a transaction takes at most: enough to be quick in a replay, little enough to be over in some 100 ms. */
const batchLimit = 1_000
const restMs = 1_000
const firstDelayMs = 100
const longestDelayMs = 5_000

export function createProjection({ eventStore, db, log, onBatch }: ProjectorOptions): Projection {
  let phase: Phase = 'starting'
  let failures = 0

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await follow(signal)
      } catch (error: unknown) {
        if (signal.aborted) return
        await recover(error, signal)
      }
    }
  }

  /** Every time from the checkpoint as it is now: whether a commit that got no answer has happened is told by it. */
  async function follow(signal: AbortSignal): Promise<void> {
    let position =
      phase === 'standing by' ? await restingCheckpoint(signal) : await readCheckpoint(db.kysely, follower)
    phase = 'catching up'
    const open = (leaving: AbortSignal) =>
      eventStore.subscribe({ from: position, prefixes: followedPrefixes, signal: leaving })
    for await (const batch of inBatches(open, batchLimit, signal)) {
      position = await project(position, batch)
      failures = 0
      if (batch.some((item) => item.kind === 'live')) phase = 'live'
    }
  }

  async function project(from: string | null, batch: readonly FeedItem[]): Promise<string | null> {
    const to = lastPosition(batch) ?? from
    if (to === null || to === from) return from
    const started = performance.now()
    const events = eventsOf(batch)
    await db.kysely.transaction().execute(async (tx) => {
      await advanceCheckpoint(tx, follower, from, to)
      await applyEvents(tx, events)
    })
    onBatch({
      events: events.length,
      lastRecordedAt: events.at(-1)?.recordedAt ?? null,
      tookMs: performance.now() - started,
    })
    return to
  }

  /** Whoever follows has been quiet for a while: it is gone, or there is nothing to do. Either way trying is safe. */
  async function restingCheckpoint(signal: AbortSignal): Promise<string | null> {
    for (let seen = await readCheckpoint(db.kysely, follower); ;) {
      await delay(restMs * (0.5 + Math.random()), undefined, { signal })
      const now = await readCheckpoint(db.kysely, follower)
      if (now === seen) return now
      seen = now
    }
  }

  async function recover(error: unknown, signal: AbortSignal): Promise<void> {
    if (error instanceof CheckpointMoved) {
      if (phase !== 'standing by') log.info({ follower }, 'another projector follows: standing by')
      phase = 'standing by'
      return
    }
    if (error instanceof DatabaseUnavailable) phase = 'waiting for Postgres'
    else if (error instanceof EventStoreUnavailable) phase = 'waiting for the event store'
    else throw error
    const delayMs = Math.min(firstDelayMs * 2 ** failures, longestDelayMs) * (0.5 + Math.random() / 2)
    failures += 1
    log.warn({ err: error, delayMs: Math.round(delayMs) }, 'the projection is interrupted')
    await delay(delayMs, undefined, { signal }).catch(() => {
      // Stopped while it waited: the loop ends.
    })
  }

  return {
    get phase() {
      return phase
    },
    run,
  }
}

/** The place after the last item of a batch that has one; null when it has none. */
export function lastPosition(batch: readonly FeedItem[]): string | null {
  for (const item of [...batch].reverse()) {
    if (item.kind === 'event') return item.event.position
    if (item.kind === 'position') return item.position
  }
  return null
}

export const eventsOf = (batch: readonly FeedItem[]): StoredEvent[] =>
  batch.flatMap((item) => (item.kind === 'event' ? [item.event] : []))
