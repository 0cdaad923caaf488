import { setTimeout as delay } from 'node:timers/promises'
import { EventStoreUnavailable } from '@framewright/event-store'
import { BrokerUnavailable } from '@framewright/jetstream'
import type { Logger } from '@framewright/observability'
import { StorageUnavailable } from '@framewright/storage'
import { OutcomeUnrecorded } from './errors.ts'

export interface Patience {
  /** Aborted when the worker may wait no longer, because it is to exit. */
  readonly giveUp: AbortSignal
  readonly log: Logger
}

const silences = [EventStoreUnavailable, BrokerUnavailable, StorageUnavailable]
const firstDelayMs = 100
const longestDelayMs = 2_000

/**
 * Repeats the very same call until there is an answer. An append that got none may have been stored:
 * repeated with the same ids at the same revision it is stored once, given up it might be a claim that nobody knows of.
 */
export async function untilAnswered<T>(call: () => Promise<T>, { giveUp, log }: Patience): Promise<T> {
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, longestDelayMs)) {
    try {
      return await call()
    } catch (error: unknown) {
      if (!silences.some((silence) => error instanceof silence)) throw error
      log.warn({ err: error, delayMs }, 'no answer: asking the same again')
      await waitFor(delayMs, giveUp, error)
    }
  }
}

async function waitFor(delayMs: number, giveUp: AbortSignal, cause: unknown): Promise<void> {
  try {
    await delay(delayMs, undefined, { signal: giveUp })
  } catch {
    throw new OutcomeUnrecorded('there was no answer before the worker had to stop', { cause })
  }
}
