import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import { createInbox, type Msg } from 'nats'
import type { NatsLink } from './connect.ts'

/**
 * `no-responders`: the worker has no connection, which the broker knows at once. `silent`: no answer in time, but the broker
 * answers me. `cut-off`: it does not, or the connection changed meanwhile; then the silence says something of me alone.
 */
export type NoAnswer = 'no-responders' | 'silent' | 'cut-off'

export interface Question {
  readonly subject: string
  readonly body: string
  readonly timeoutMs?: number
}

const usualTimeoutMs = 2_000
const noResponders = 503

/** What the worker says, or why it says nothing. */
export async function askWorker(
  link: NatsLink,
  { subject, body, timeoutMs = usualTimeoutMs }: Question,
): Promise<{ said: string } | NoAnswer> {
  const { connection, connectedSinceMs } = link
  if (connectedSinceMs === null) return 'cut-off'
  let answer: { said: string } | NoAnswer | null = null
  const answered = new AbortController()
  const inbox = createInbox()
  // Not the client's request: its time may be over before it looks whether there is an answer.
  const subscription = connection.subscribe(inbox, {
    max: 1,
    callback: (error, message) => {
      if (error === null) answer = readAnswer(message)
      answered.abort()
    },
  })
  try {
    connection.publish(subject, body, { reply: inbox })
    await delay(timeoutMs, undefined, { signal: answered.signal }).catch(() => null)
    if (answer !== null) return answer
    // No answer in time. Which of us two is cut off?
    const isAnswered = await link.roundTrip(timeoutMs)
    // This process may itself have been stopped meanwhile: then the answer lay here all the time, before the broker's.
    await nextTurn()
    if (answer !== null) return answer
    return isAnswered && link.connectedSinceMs === connectedSinceMs ? 'silent' : 'cut-off'
  } finally {
    subscription.unsubscribe()
  }
}

/** The broker's own word, that nobody listens, has a status and no body. */
const readAnswer = (message: Msg): { said: string } | NoAnswer =>
  message.headers?.code === noResponders ? 'no-responders' : { said: message.string() }
