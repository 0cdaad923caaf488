import type { Standing } from './claim.ts'
import type { WorkResult } from './conclude.ts'
import type { Fault } from './faults.ts'
import type { AttemptLimits } from './limits.ts'
import { withRemedy } from './remedies.ts'
import type { Timings } from './timings.ts'

/** Why work is ended before it is done. */
export type Stop =
  | { readonly kind: 'lost'; readonly standing: Standing }
  | { readonly kind: 'draining' | 'stalled' | 'timed out' | 'too large' | 'disk full' }

export interface StopContext {
  readonly limits: AttemptLimits
  readonly timings: Pick<Timings, 'stallMs'>
  /** What ffmpeg said last. */
  readonly stderrTail: readonly string[]
}

/** What it means for the attempt. */
export function resultOf(stop: Stop, { limits, timings, stderrTail }: StopContext): WorkResult {
  const fault = (code: Fault['code'], message: string): WorkResult => ({
    kind: 'fault',
    fault: { code, message: withRemedy(code, message), stderrTail: [...stderrTail] },
  })
  switch (stop.kind) {
    case 'lost':
      return stop
    case 'draining':
      return { kind: 'handed back' }
    case 'stalled':
      return fault('STALLED', `there was no progress for ${Math.round(timings.stallMs / 1_000)} s`)
    case 'timed out':
      return fault('TIMED_OUT', `it took longer than ${Math.round(limits.durationMs / 60_000)} min`)
    case 'too large':
      return fault(
        'OUTPUT_TOO_LARGE',
        `it wrote more than ${Math.round(limits.scratchBytes / 1024 ** 2)} MiB, which is more than its frames are without any compression`,
      )
    case 'disk full':
      return fault('DISK_FULL', 'the disk of the worker was about to be full')
  }
}
