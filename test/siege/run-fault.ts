/** In: a fault. Out: its row of the report: it is done again and again, and then the verifier looks at what is left. */
import { percentile } from '../bench/figures.ts'
import type { Fault } from './fault.ts'
import type { Siege } from './siege.ts'
import { verify, type Findings } from './verify.ts'

export interface Row extends Omit<Findings, 'workersLost' | 'attemptsMore'> {
  readonly fault: string
  readonly store: 'Postgres' | 'EventStoreDB'
  readonly seed: number
  readonly what: string
  readonly recovery: string | null
  /** How often it was done; 0: it could not be, and `obstacle` says why. */
  readonly n: number
  readonly obstacle: string | null
  /** Answers of the API that told a client neither what was wrong nor when to come back. */
  readonly untyped: number
  /** Renders that failed with WORKER_LOST, or had an attempt more, though nothing had ended one. */
  readonly spent: number
  readonly failures: number
  /** Upper bound of the share of failures, with 95 % confidence. */
  readonly bound95: number
  readonly recoveryMs: { readonly p50: number; readonly p95: number; readonly max: number } | null
  readonly aim: Fault['aim']
  readonly isWithinAim: boolean
  readonly seconds: number
}

export async function runFault(
  siege: Siege,
  fault: Fault,
  rounds: number,
  options: { replay?: boolean } = {},
): Promise<Row> {
  const obstacle = fault.obstacle?.() ?? null
  const startedMs = performance.now()
  const recoveriesMs: number[] = []
  const details: string[] = []
  let broken = 0
  let n = 0
  siege.ledger.turn()
  if (obstacle === null) {
    const putBack = await fault.prepare?.(siege)
    for (; n < rounds; n += 1) {
      try {
        const { recoveriesMs: took } = await fault.round(siege)
        recoveriesMs.push(...took)
        const { p95Ms = Infinity, maxMs = p95Ms } = fault.aim
        for (const ms of took)
          if (ms > maxMs) details.push(`round ${n + 1}: recovered after ${Math.round(ms)} ms only`)
      } catch (error: unknown) {
        // A round that does not come to its end is a failure, and what is left of it is for the verifier.
        broken += 1
        details.push(`round ${n + 1}: ${error instanceof Error ? error.message : String(error)}`)
        await mend(siege)
      }
    }
    await putBack?.()
  }
  const { accepted, untyped } = siege.ledger.turn()
  const found = await verify(siege, accepted, options)
  const spent = fault.spendsAttempts ? 0 : Math.max(found.workersLost, found.attemptsMore)
  const { lost, double, stale, unlike, orphans } = found
  const failures = broken + lost + double + stale + unlike + orphans + untyped.length + spent
  const recoveryMs = recoveriesMs.length === 0 ? null : summary(recoveriesMs)
  const { p95Ms = Infinity, maxMs = Infinity } = fault.aim
  return {
    ...{ store: storeOf(siege), seed: siege.options.seed },
    ...{ fault: fault.name, what: fault.what, recovery: fault.recovery, n, obstacle },
    ...{ renders: found.renders, lost, double, stale, unlike, orphans, untyped: untyped.length, spent },
    ...{ failures, bound95: boundOf(failures, Math.max(n, recoveriesMs.length)) },
    ...{ duplicateWork: found.duplicateWork, recoveryMs, aim: fault.aim },
    isWithinAim: recoveryMs === null || (recoveryMs.p95 <= p95Ms && recoveryMs.max <= maxMs),
    seconds: (performance.now() - startedMs) / 1_000,
    details: [...details, ...untyped, ...found.details],
  }
}

/** Where the events are. */
export const storeOf = ({ system }: Pick<Siege, 'system'>): Row['store'] =>
  system.eventStoreUrl.startsWith('esdb') ? 'EventStoreDB' : 'Postgres'

const summary = (values: readonly number[]) => ({
  p50: percentile(values, 50),
  p95: percentile(values, 95),
  max: Math.max(...values),
})

/** The rule of three where nothing failed, else the normal approximation's upper end. */
function boundOf(failures: number, n: number): number {
  if (n === 0) return 1
  if (failures === 0) return Math.min(1, 3 / n)
  const share = Math.min(1, failures / n)
  return Math.min(1, share + 1.96 * Math.sqrt((share * (1 - share)) / n) + 1 / n)
}

/** Whatever a broken round has left stopped, cut or held back. */
async function mend({ system }: Siege): Promise<void> {
  system.nats.thaw()
  await system.nats.start()
  await system.postgres?.start()
  for (const service of system.services) {
    const { nats, eventStore, database } = system.linksOf(service)
    for (const link of [nats, eventStore, database]) {
      link.release()
      link.swallow(false)
      await link.mend()
    }
    if (service.isRunning) service.signal('SIGCONT')
  }
}
