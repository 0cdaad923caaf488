import type { Siege } from './siege.ts'

/** One way to break the system, and what it promises to whoever breaks it so. */
export interface Fault {
  /** As `--only` takes it. */
  readonly name: string
  /** What is done, for the report. */
  readonly what: string
  /** From when to when the recovery is measured; null: it is not. */
  readonly recovery: string | null
  /** How often in a whole siege. */
  readonly rounds: number
  readonly aim: { readonly p95Ms?: number; readonly maxMs?: number }
  /** Whether it may cost attempts: those of a fault that ends no attempt are not to be spent. */
  readonly spendsAttempts: boolean
  /** Why it cannot be done on this machine; null: it can. */
  obstacle?(): string | null
  /** Once, before the first round. Returns how to put everything back as it was. */
  prepare?(siege: Siege): Promise<() => Promise<void>>
  /** Breaks, mends, and returns when the system is whole again: how long each recovery took. */
  round(siege: Siege): Promise<Round>
}

export interface Round {
  /** One for each thing that was broken. */
  readonly recoveriesMs: readonly number[]
}
