/**
 * Keeps a claim's message with its worker, as long as there is a claim and there is progress (architecture §5.4).
 *
 *   every beat:  look at the stream ─ still held ─▶ working()
 *                                   ─ finished or taken ─▶ lost, once
 *   no progress for `stallMs`: look, and if there is still none ─▶ stalled, once
 *
 * A look that gets no answer neither beats nor ends anything, and the time begins anew: work may wait for the event store,
 * too. The message may then be delivered to somebody else, who asks before it takes the item. Time in which this process itself did not run (stopped, or its event loop blocked) does not
 * count against the work: it is the ticks that are counted, not the clock.
 */
import type { Logger } from '@framewright/observability'
import type { Claim, Standing } from './claim.ts'
import type { Timings } from './timings.ts'

export interface Heartbeat {
  /** Some counter of the work has moved. */
  progressed(): void
  /** The step that begins has no counter, and may take so long. */
  allow(durationMs: number): void
  /** There is reason to believe that the claim has ended: look now. */
  lookNow(): void
  stop(): void
}

export interface HeartbeatOptions {
  readonly claim: Pick<Claim, 'look'>
  readonly working: () => void
  readonly onLost: (standing: Exclude<Standing, 'held'>) => void
  readonly onStalled: () => void
  readonly timings: Pick<Timings, 'beatMs' | 'stallMs'>
  readonly log: Logger
}

const longestTickMs = 1_000

export function startHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { claim, working, onLost, onStalled, timings, log } = options
  const tickMs = Math.min(longestTickMs, timings.beatMs / 2, timings.stallMs / 4)
  let idleMs = 0
  let tickedAtMs = performance.now()
  let beatAtMs = tickedAtMs
  let looking: Promise<boolean> | null = null
  let lookAgain = false
  let ended = false

  function end(report: () => void): void {
    if (ended) return
    stop()
    report()
  }

  /** True when the claim was seen to stand. */
  async function lookOnce(): Promise<boolean> {
    try {
      const standing = await claim.look()
      if (standing === 'held') return true
      end(() => onLost(standing))
    } catch (error: unknown) {
      log.warn({ err: error }, 'could not look at the render: no beat')
    }
    return false
  }

  async function look(): Promise<boolean> {
    looking ??= lookOnce().finally(() => (looking = null))
    return looking
  }

  async function beat(): Promise<void> {
    beatAtMs = performance.now()
    if ((await look()) && !ended) working()
  }

  async function judgeStall(): Promise<void> {
    const isHeld = await look()
    if (ended || idleMs < timings.stallMs) return
    if (isHeld) {
      log.warn({ idleMs }, 'the work makes no progress')
      end(onStalled)
    } else {
      // It may be the event store that the work is waiting for, too.
      idleMs = 0
    }
  }

  async function lookNow(): Promise<void> {
    // The look that is under way may have read before what it is about was appended.
    if (looking !== null) {
      if (lookAgain) return
      lookAgain = true
      await looking
      lookAgain = false
    }
    if (!ended) await look()
  }

  const timer = setInterval(() => {
    const nowMs = performance.now()
    idleMs += Math.min(nowMs - tickedAtMs, 2 * tickMs)
    tickedAtMs = nowMs
    if (idleMs >= timings.stallMs) void judgeStall()
    else if (nowMs - beatAtMs >= timings.beatMs) void beat()
  }, tickMs)

  function stop(): void {
    ended = true
    clearInterval(timer)
  }

  return {
    progressed: () => (idleMs = Math.min(idleMs, 0)),
    allow: (durationMs) => (idleMs = Math.min(0, timings.stallMs - durationMs)),
    lookNow: () => void lookNow(),
    stop,
  }
}
