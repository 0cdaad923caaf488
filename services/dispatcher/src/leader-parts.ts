import type { EventStore } from '@framewright/event-store'
import type { NatsLink } from '@framewright/jetstream'
import type { Logger, Metrics } from '@framewright/observability'
import { ageStepMs, type Session } from '@framewright/read-model'
import type { Lane } from '@framewright/schemas'
import type { OutputBounds } from './expire-outputs.ts'
import type { InTurn } from './in-turn.ts'
import type { Fleet } from './presence.ts'
import type { Shares } from './shares.ts'

/** What the leading dispatcher works with. All of its transactions are on the session that holds its lock. */
export interface LeaderParts {
  readonly session: Session
  readonly eventStore: EventStore
  readonly nats: NatsLink
  readonly fleet: Fleet
  /** Of each lane that something was released to. */
  readonly shares: Map<Lane, Shares>
  /** For what changes the backlog, and what is published because of it. */
  readonly inTurn: InTurn
  readonly outputBounds: OutputBounds
  readonly timings: Timings
  readonly metrics: Metrics
  readonly log: Logger
}

/** Every time and number that the architecture names (§5, §6). Tests pass smaller ones; nobody else does. */
export interface Timings {
  readonly reconcileMs: number
  readonly noteMs: number
  /** How long an item waits to be treated as one class more urgent. */
  readonly ageStepMs: number
  /** How many slots one user may have released and unfinished in a lane, whatever the size of the fleet. */
  readonly userCap: number
  /** A worker beats once a second; one beat missed is asked about. */
  readonly askAfterMs: number
  /** Three beats missed, and no answer: gone. */
  readonly silenceMs: number
  /** A leader that is new, or whose broker just came back, judges nobody for so long. */
  readonly graceMs: number
  readonly judgeMs: number
  /** How often who stands by tries for the lock. */
  readonly standbyMs: number
  /** How often it is looked for outputs that are not to be kept any longer. */
  readonly expireMs: number
}

export const usualTimings: Timings = {
  reconcileMs: 30_000,
  noteMs: 10_000,
  ageStepMs,
  userCap: 100,
  askAfterMs: 1_300,
  silenceMs: 3_000,
  graceMs: 10_000,
  judgeMs: 250,
  standbyMs: 250,
  expireMs: 300_000,
}
