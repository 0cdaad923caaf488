import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from './log.ts'
import { connectionConfig } from './postgres-pool.ts'
import { appendedChannel } from './postgres-tables.ts'

/** Wakes the followers when something was appended. Only a hint: they look by themselves too, if less promptly. */
export interface Listener {
  /** How often it has been told so far. Ask before looking: what is told from then on is not missed. */
  heard(): number
  /** Resolves once more has been heard than `heard`, when the time is over, or when the signal is aborted. */
  wait(heard: number, timeoutMs: number, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface ListenerOptions {
  readonly url: string
  readonly timeoutMs: number
  readonly log: Log
}

const beatMs = 5_000
const firstDelayMs = 100
const longestDelayMs = 5_000

/** Listens on a connection of its own, for ever: one that is lost, or silent behind a black hole, is made anew. */
export function openListener(options: ListenerOptions): Listener {
  const closing = new AbortController()
  const waiting = new Set<() => void>()
  let heard = 0
  const hear = () => {
    heard += 1
    for (const wake of [...waiting]) wake()
  }
  const running = listenForever(options, hear, closing.signal)

  return {
    heard: () => heard,
    wait: async (since, timeoutMs, signal) => {
      if (heard !== since || signal.aborted) return
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wake)
          waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, timeoutMs)
        signal.addEventListener('abort', wake)
        waiting.add(wake)
      })
    },
    close: async () => {
      closing.abort()
      await running
    },
  }
}

async function listenForever(
  options: ListenerOptions,
  hear: () => void,
  closing: AbortSignal,
): Promise<void> {
  let failures = 0
  const listening = () => {
    failures = 0
    // What was appended while nobody listened was not told.
    hear()
  }
  while (!closing.aborted) {
    await listenUntilLost(options, hear, listening, closing)
    const delayMs = Math.min(firstDelayMs * 2 ** failures, longestDelayMs) * (0.5 + Math.random() / 2)
    failures += 1
    await delay(delayMs, undefined, { signal: closing }).catch(() => {
      // Closed while it waited: the loop ends.
    })
  }
}

async function listenUntilLost(
  { url, timeoutMs, log }: ListenerOptions,
  hear: () => void,
  listening: () => void,
  closing: AbortSignal,
): Promise<void> {
  const client = new pg.Client(connectionConfig(url, 'framewright-events-listen', timeoutMs))
  const lost = new AbortController()
  const lose = (error: unknown) => lost.abort(error)
  client.on('error', lose)
  client.on('end', () => lose(new Error('the LISTEN connection was closed')))
  client.on('notification', hear)
  const over = AbortSignal.any([lost.signal, closing])
  try {
    await client.connect()
    await client.query(`listen ${appendedChannel}`)
    listening()
    // Nothing is ever sent on this connection: without a question now and then its death would go unnoticed.
    const beat = setInterval(() => void client.query('select 1').catch(lose), beatMs)
    if (!over.aborted) await once(over, 'abort')
    clearInterval(beat)
    if (!closing.aborted) throw lost.signal.reason
  } catch (error: unknown) {
    if (!closing.aborted) log.warn({ err: error }, 'lost the LISTEN connection, or could not make it')
  } finally {
    await client
      .end()
      .catch((error: unknown) => log.debug({ err: error }, 'the LISTEN connection ended badly'))
  }
}
