import { ackWaitMs } from '@framewright/jetstream'

/** Every time that the protocol names (architecture §5). Tests pass smaller ones; nobody else does. */
export interface Timings {
  /** How long JetStream waits for a sign of life before it delivers again. The topology's, not ours to choose. */
  readonly ackWaitMs: number
  readonly beatMs: number
  /** How long work may go without any progress. */
  readonly stallMs: number
  /** How long any attempt may take, and beyond which none may, however much it has to do. */
  readonly leastLimitMs: number
  readonly mostLimitMs: number
  /** Who has just (re)connected supersedes nobody for so long: after an outage the holders come back too. */
  readonly reconnectGraceMs: number
  /** How long a chunk that was planned for another build of ffmpeg is left to others, each time that it comes. */
  readonly otherBuildDelayMs: number
  readonly presenceMs: number
  /** How long a holder may take to say whether it holds an item. */
  readonly askMs: number
  /** How long a pull waits for work before it is asked again. */
  readonly pullMs: number
  /** Work that has no longer to go than this is finished when the worker is to stop. */
  readonly drainFinishMs: number
  /** How long a worker that is to stop tries to record an outcome that the event store does not answer. */
  readonly drainRecordMs: number
  /** How long work that was told to end may take to do so before it is left to itself. */
  readonly abandonMs: number
}

export const usualTimings: Timings = {
  ackWaitMs,
  beatMs: 10_000,
  stallMs: 60_000,
  leastLimitMs: 30 * 60_000,
  mostLimitMs: 12 * 3_600_000,
  reconnectGraceMs: 10_000,
  otherBuildDelayMs: 1_000,
  presenceMs: 1_000,
  askMs: 2_000,
  pullMs: 20_000,
  drainFinishMs: 20_000,
  drainRecordMs: 5_000,
  abandonMs: 10_000,
}
