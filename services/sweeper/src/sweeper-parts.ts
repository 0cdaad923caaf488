import type { Logger, Metrics } from '@framewright/observability'
import type { Session } from '@framewright/read-model'
import type { Storage } from '@framewright/storage'

/** What the sweeper that has the lock works with: on the lock's own session, so that who has lost it changes no row. */
export interface SweeperParts {
  readonly session: Session
  readonly storage: Storage
  readonly bounds: Bounds
  readonly timings: Timings
  readonly metrics: Metrics
  readonly log: Logger
}

export interface Bounds {
  /** What the cache may be. */
  readonly maxBytes: number
  /** Of what is in the cache, since the last use. */
  readonly maxAgeMs: number
  /** Of the logs; null: they are kept for as long as their render is. */
  readonly logsMaxAgeMs: number | null
}

/** Tests pass smaller ones; nobody else does. */
export interface Timings {
  readonly sweepMs: number
  readonly inventoryMs: number
  /** How often who stands by tries for the lock. */
  readonly standbyMs: number
}

const hourMs = 3_600_000

export const usualTimings: Timings = { sweepMs: 300_000, inventoryMs: 24 * hourMs, standbyMs: 5_000 }

/**
 * What was used within this time stays, whatever the bounds: a render that planned on it is to find it when its film is put
 * together. An attempt at 5 s of 1080p at 60 frames a second may take 76 min (services/worker/src/limits.ts), three of them less
 * than 4 h; the rest of a day is for standing in line. A render that takes longer finds a hole, and plans anew.
 */
export const longestRenderMs = 24 * hourMs
