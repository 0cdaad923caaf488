/**
 * In: what the work says of itself, as often as it likes. Out: signs of life for the heartbeat, live ticks over core NATS
 * (four a second at most; the last one always gets out), and coarse events. Ticks and events are worth nothing but to
 * whoever watches, so nothing waits for them and their failures end nothing.
 */
import { publishProgress, type NatsLink } from '@framewright/jetstream'
import type { Logger } from '@framewright/observability'
import type { RenderProgress } from '@framewright/schemas'
import type { CoarseProgress } from './coarse-progress.ts'
import type { Heartbeat } from './heartbeat.ts'

export type Phase = RenderProgress['phase']

export interface Frames {
  readonly frame: number
  readonly frameCount: number
  readonly framesPerSecond: number | null
}

export interface ProgressReport {
  /** `boundMs`: the phase has no counter that moves, and may take so long. */
  phase(phase: Phase, boundMs?: number): void
  /** Bytes have been fetched or stored, or FFmpeg has used the CPU. */
  moved(): void
  frames(frames: Frames): void
}

export interface OpenProgressReport extends ProgressReport {
  /** How long the work will still take; null when there is no telling. */
  readonly etaSeconds: number | null
  close(): void
}

export interface ProgressReportOptions {
  readonly renderId: string
  /** Whose attempt it is; null: the render's own. */
  readonly chunk: NonNullable<RenderProgress['chunk']> | null
  readonly attempt: number
  readonly nats: NatsLink
  readonly heartbeat: Pick<Heartbeat, 'progressed' | 'allow'>
  readonly coarse: CoarseProgress | null
  readonly log: Logger
}

const tickMs = 250

export function openProgressReport(options: ProgressReportOptions): OpenProgressReport {
  const { renderId, chunk, attempt, nats, heartbeat, coarse, log } = options
  let phase: Phase = 'fetching'
  let now: Frames = { frame: 0, frameCount: 0, framesPerSecond: null }
  let encodingSinceMs: number | null = null
  let tickedAtMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | null = null

  function eta(): number | null {
    if (phase === 'verifying' || phase === 'storing') return 0
    const left = Math.max(0, now.frameCount - now.frame)
    if (phase !== 'encoding' || encodingSinceMs === null || now.frame === 0) return null
    // FFmpeg's own figure is of the last moment; the mean over the phase jumps less.
    const seconds = (performance.now() - encodingSinceMs) / 1_000
    return Math.round((left * seconds * 10) / now.frame) / 10
  }

  function tick(): void {
    timer = null
    tickedAtMs = performance.now()
    const { frame, frameCount, framesPerSecond } = now
    try {
      publishProgress(nats, {
        renderId,
        ...(chunk === null ? {} : { chunk }),
        attempt,
        phase,
        frame,
        frameCount,
        fraction: fractionOf(now),
        framesPerSecond,
        etaSeconds: eta(),
        at: new Date().toISOString(),
      })
    } catch (error: unknown) {
      log.debug({ err: error }, 'a tick did not get out')
    }
  }

  function tickSoon(): void {
    if (timer !== null) return
    const waitMs = tickedAtMs + tickMs - performance.now()
    if (waitMs <= 0) tick()
    else timer = setTimeout(tick, waitMs)
  }

  return {
    get etaSeconds() {
      return eta()
    },
    phase: (next, boundMs = 0) => {
      phase = next
      if (next === 'encoding') encodingSinceMs ??= performance.now()
      heartbeat.allow(boundMs)
      tickSoon()
    },
    moved: () => heartbeat.progressed(),
    frames: (frames) => {
      if (frames.frame > now.frame) heartbeat.progressed()
      now = frames
      tickSoon()
      coarse?.note({ ...frames, fraction: fractionOf(frames) })
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
      coarse?.close()
    },
  }
}

const fractionOf = ({ frame, frameCount }: Frames): number =>
  frameCount === 0 ? 0 : Math.min(1, frame / frameCount)
