import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { connectionConfig } from './connection.ts'
import type { Database } from './database.ts'

export interface Listener {
  close(): Promise<void>
}

export interface ListenerHandlers {
  readonly onNotification: (channel: string, payload: string) => void
  /** Listening, now for the first time or again: what was notified in between has not been heard. */
  readonly onListening: () => void
}

const beatMs = 5_000
const beatQuery = { text: 'select 1', query_timeout: 5_000 }
const firstDelayMs = 100
const longestDelayMs = 5_000

/**
 * Hears NOTIFY channels on a connection of its own, for ever: a connection that is lost, or silent behind a black
 * hole, is made anew. Resolves once it listens, or when the first attempt has failed; it goes on trying by itself.
 */
export async function openListener(
  db: Database,
  channels: readonly string[],
  handlers: ListenerHandlers,
): Promise<Listener> {
  const closing = new AbortController()
  let running: Promise<void> = Promise.resolve()
  await new Promise<void>((tried) => {
    running = listenForever(db, channels, handlers, closing.signal, tried)
  })
  return {
    close: async () => {
      closing.abort()
      await running
    },
  }
}

async function listenForever(
  db: Database,
  channels: readonly string[],
  handlers: ListenerHandlers,
  closing: AbortSignal,
  tried: () => void,
): Promise<void> {
  let failures = 0
  const onListening = () => {
    failures = 0
    handlers.onListening()
    tried()
  }
  while (!closing.aborted) {
    await listenUntilLost(db, channels, { ...handlers, onListening }, closing)
    tried()
    const delayMs = Math.min(firstDelayMs * 2 ** failures, longestDelayMs)
    failures += 1
    await delay(delayMs * (0.5 + Math.random() / 2), undefined, { signal: closing }).catch(() => {
      // Closed while it waited: the loop ends.
    })
  }
}

async function listenUntilLost(
  db: Database,
  channels: readonly string[],
  handlers: ListenerHandlers,
  closing: AbortSignal,
): Promise<void> {
  const client = new pg.Client(connectionConfig(db.url, 'framewright-listen'))
  const lost = new AbortController()
  const lose = (error?: unknown) => lost.abort(error ?? new Error('Connection terminated'))
  client.on('error', lose)
  client.on('end', () => lose())
  client.on('notification', ({ channel, payload }) => handlers.onNotification(channel, payload ?? ''))
  const over = AbortSignal.any([lost.signal, closing])
  try {
    await client.connect()
    await client.query(channels.map((channel) => `listen ${pg.escapeIdentifier(channel)}`).join(';'))
    handlers.onListening()
    const beat = setInterval(() => void client.query(beatQuery).catch(lose), beatMs)
    if (!over.aborted) await once(over, 'abort')
    clearInterval(beat)
    if (lost.signal.aborted) throw lost.signal.reason
  } catch (error: unknown) {
    if (!closing.aborted)
      db.log.warn({ err: error, channels }, 'lost the LISTEN connection, or could not make it')
  } finally {
    await client
      .end()
      .catch((error: unknown) => db.log.debug({ err: error }, 'LISTEN connection did not end cleanly'))
  }
}
