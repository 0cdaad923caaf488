/**
 * In: a lane. Out: its next message, whenever somebody has room for it; nothing is fetched ahead. Whatever happens to the
 * broker, a reader goes on: a pull that was cut off is made again on the next connection, and a stream or consumer that is
 * gone is asked again until somebody has made it anew. After its store was wiped a server gives no error to a pull, only
 * nothing, for as long as the pull would have waited (measured): so the first one of a connection is short, and long ones
 * are made once the lane has answered. A message that still arrives for a pull that was given up is handed back at once,
 * not held until its wait is over.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Lane } from '@framewright/schemas'
import { createInbox, type Msg } from 'nats'
import type { NatsLink } from './connect.ts'
import { giveBack, toDelivery, type Delivery } from './delivery.ts'
import { workStream } from './topology.ts'

export interface LaneReader {
  /** Null: nothing came in time, or the signal was aborted. */
  next(options: { expiresMs: number; signal: AbortSignal }): Promise<Delivery | null>
  /** Ends the pulls that wait. */
  close(): Promise<void>
}

type Answer = Msg | 'nothing' | 'missing' | 'cut off' | 'given up'

const missingPauseMs = 250
const firstPullMs = 250
/** How much longer than the broker the reader waits for an answer to its pull. */
const graceMs = 500

export function openLane(link: NatsLink, lane: Lane): LaneReader {
  const closing = new AbortController()
  const pulls = new Set<Promise<unknown>>()
  /** The connection on which the lane has answered. */
  let answeredOnMs: number | null = null

  async function next(expiresMs: number, signal: AbortSignal): Promise<Delivery | null> {
    const deadlineMs = performance.now() + expiresMs
    while (!signal.aborted) {
      const leftMs = Math.floor(deadlineMs - performance.now())
      if (leftMs <= 0) return null
      if (!link.isConnected) {
        await untilConnected(link, leftMs, signal)
        continue
      }
      const connectedMs = link.connectedSinceMs
      const pullMs = answeredOnMs === connectedMs ? leftMs : Math.min(leftMs, firstPullMs)
      const answer = await pull(link, lane, pullMs, signal)
      if (answer === 'given up') return null
      answeredOnMs = answer === 'cut off' || answer === 'missing' ? null : connectedMs
      if (answer === 'missing') await pause(Math.min(leftMs, missingPauseMs), signal)
      if (typeof answer === 'string') continue
      const delivery = toDelivery(link, answer)
      if (delivery !== null) return delivery
    }
    return null
  }

  return {
    next: async ({ expiresMs, signal }) => {
      const pulling = next(expiresMs, AbortSignal.any([signal, closing.signal]))
      pulls.add(pulling)
      try {
        return await pulling
      } finally {
        pulls.delete(pulling)
      }
    },
    close: async () => {
      closing.abort()
      await Promise.allSettled(pulls)
    },
  }
}

function pull(link: NatsLink, lane: Lane, expiresMs: number, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const inbox = createInbox()
    let isOver = false

    const subscription = link.connection.subscribe(inbox, {
      max: 1,
      callback: (error, message) => {
        const answer = error === null ? readAnswer(message) : 'cut off'
        if (!isOver) settle(answer)
        else if (typeof answer !== 'string') giveBack(link, answer)
      },
    })
    const timer = setTimeout(() => abandon('cut off'), expiresMs + graceMs)
    const stopHearing = link.onDisconnected(() => abandon('cut off'))
    const abort = () => abandon('given up')
    signal.addEventListener('abort', abort, { once: true })

    function settle(answer: Answer): void {
      isOver = true
      clearTimeout(timer)
      stopHearing()
      signal.removeEventListener('abort', abort)
      resolve(answer)
    }
    function abandon(answer: Answer): void {
      if (isOver) return
      settle(answer)
      // Until the broker has confirmed it, what is on its way still arrives, and is given back above.
      subscription.drain().catch(() => subscription.unsubscribe())
    }

    const request = JSON.stringify({ batch: 1, expires: expiresMs * 1_000_000 })
    link.connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${workStream}.${lane}`, request, { reply: inbox })
  })
}

/** A message with a status instead of a body is the broker's own. */
function readAnswer(message: Msg): Answer {
  const status = message.headers?.code ?? 0
  if (status === 0) return message
  // 404: nothing there; 408: nothing came in time. 409 and 503: the consumer was removed, or nobody knows it.
  return status === 404 || status === 408 ? 'nothing' : 'missing'
}

async function untilConnected(link: NatsLink, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const connected = new AbortController()
  const stopHearing = link.onConnected(() => connected.abort())
  await pause(timeoutMs, AbortSignal.any([signal, connected.signal]))
  stopHearing()
}

const pause = (durationMs: number, signal: AbortSignal): Promise<unknown> =>
  delay(durationMs, undefined, { signal }).catch(() => {
    // Aborted: whoever waits looks at its signal.
  })
