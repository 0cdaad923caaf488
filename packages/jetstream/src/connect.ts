import { setTimeout as delay } from 'node:timers/promises'
import { connect, Events, type ConnectionOptions, type NatsConnection } from 'nats'
import { BrokerUnavailable } from './errors.ts'
import type { Log } from './log.ts'

/** A connection to the broker that is made anew for ever, and that says how it stands. */
export interface NatsLink {
  readonly isConnected: boolean
  /** performance.now() of the last connect or reconnect; null while there is no connection. */
  readonly connectedSinceMs: number | null
  /** Calls at each reconnect, once subscriptions are there again. Returns how to stop. */
  onConnected(hear: () => void): () => void
  onDisconnected(hear: () => void): () => void
  /** Whether the broker answers, on the connection that there is now. */
  roundTrip(timeoutMs: number): Promise<boolean>
  close(): Promise<void>
  /** For the files of this package. */
  readonly connection: NatsConnection
  readonly log: Log
}

export interface NatsOptions {
  /** nats://[user:password@]host:port, several of one cluster separated by commas. */
  readonly url: string
  /** What the broker's monitoring calls this connection. */
  readonly name: string
  readonly log: Log
}

/** A broker that is starting together with us is waited for. */
const firstConnectMs = 10_000
const firstRetryMs = 200
const closeTimeoutMs = 2_000

/**
 * The client's own defaults give up for good after 20 s without a broker, and notice a half-open link after minutes
 * (measured, nats 2.29). Here it tries for ever, is back within 5 s of the broker, and notices silence within 8 s.
 */
const patience: ConnectionOptions = {
  maxReconnectAttempts: -1,
  ignoreAuthErrorAbort: true,
  reconnectTimeWait: 250,
  reconnectJitter: 250,
  reconnectJitterTLS: 250,
  timeout: 2_000,
  pingInterval: 2_000,
  maxPingOut: 2,
  noAsyncTraces: true,
}

/** Throws BrokerUnavailable when there is no broker after some seconds. */
export async function connectNats({ url, name, log }: NatsOptions): Promise<NatsLink> {
  const connection = await firstConnection({ ...patience, ...addressOf(url), name })
  const connectHearers = new Set<() => void>()
  const disconnectHearers = new Set<() => void>()
  let connectedSinceMs: number | null = performance.now()
  let closing: Promise<void> | null = null

  const follow = async (): Promise<void> => {
    for await (const { type, data } of connection.status()) {
      if (type === Events.Disconnect && connectedSinceMs !== null) {
        connectedSinceMs = null
        log.warn({ server: data }, 'lost the connection to the broker')
        for (const hear of [...disconnectHearers]) hear()
      } else if (type === Events.Reconnect) {
        connectedSinceMs = performance.now()
        log.info({ server: data }, 'connected to the broker again')
        for (const hear of [...connectHearers]) hear()
      } else if (type === Events.Error) {
        log.warn({ err: data }, 'the broker reports an error')
      }
    }
  }
  void follow()

  async function roundTrip(timeoutMs: number): Promise<boolean> {
    const sinceMs = connectedSinceMs
    if (sinceMs === null) return false
    const settled = new AbortController()
    const answered = connection.flush().then(
      () => true,
      () => false,
    )
    const silence = delay(timeoutMs, false, { signal: settled.signal }).catch(() => false)
    const isAnswered = await Promise.race([answered, silence])
    settled.abort()
    // An answer on a later connection says nothing of the one that was asked about.
    return isAnswered && connectedSinceMs === sinceMs
  }

  async function close(): Promise<void> {
    // Draining waits for the broker; behind a black hole that would be for ever.
    const settled = new AbortController()
    const tooLong = delay(closeTimeoutMs, undefined, { signal: settled.signal }).catch(() => null)
    const drained = connectedSinceMs === null ? Promise.resolve() : connection.drain().catch(() => null)
    await Promise.race([drained, tooLong])
    settled.abort()
    // The client's list of what happened has no end, not even now: nobody waits for it.
    await connection.close()
    connectedSinceMs = null
  }

  return {
    get isConnected() {
      return connectedSinceMs !== null
    },
    get connectedSinceMs() {
      return connectedSinceMs
    },
    onConnected: (hear) => joined(connectHearers, hear),
    onDisconnected: (hear) => joined(disconnectHearers, hear),
    roundTrip,
    close: () => (closing ??= close()),
    connection,
    log,
  }
}

async function firstConnection(options: ConnectionOptions): Promise<NatsConnection> {
  const deadlineMs = performance.now() + firstConnectMs
  for (;;) {
    try {
      return await connect(options)
    } catch (error: unknown) {
      if (performance.now() > deadlineMs) {
        throw new BrokerUnavailable(`no broker after ${firstConnectMs} ms`, { cause: error })
      }
    }
    await delay(firstRetryMs)
  }
}

/** The client takes no credentials from URLs. */
function addressOf(urls: string): ConnectionOptions {
  const parsed = urls.split(',').map((url) => new URL(url.trim()))
  const servers = parsed.map(({ protocol, host }) => `${protocol}//${host}`)
  const { username, password } = parsed[0]!
  if (username === '') return { servers }
  const user = decodeURIComponent(username)
  return password === '' ? { servers, token: user } : { servers, user, pass: decodeURIComponent(password) }
}

function joined(hearers: Set<() => void>, hear: () => void): () => void {
  const own = () => hear()
  hearers.add(own)
  return () => void hearers.delete(own)
}
