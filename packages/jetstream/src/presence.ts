import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import { WorkerPresence } from '@framewright/schemas'
import { createInbox, type Msg } from 'nats'
import { Compile } from 'typebox/compile'
import type { NatsLink } from './connect.ts'
import { listen } from './listen.ts'
import { subjects } from './subjects.ts'

const presenceSchema = Compile(WorkerPresence)

/** Who this worker is and what it holds. A beat that cannot be sent now is worth nothing later. */
export function beatPresence(link: NatsLink, presence: WorkerPresence): void {
  if (link.isConnected)
    link.connection.publish(subjects.presence(presence.workerId), JSON.stringify(presence))
}

/** Calls for every beat of every worker. Returns how to stop. */
export const watchPresence = (link: NatsLink, hear: (presence: WorkerPresence) => void): (() => void) =>
  listen(link, subjects.allPresence, presenceSchema, hear)

const yes = 'holds'
const no = 'does-not-hold'

/** Answers for this worker whether it holds an item. Returns how to stop. */
export function answerHolds(
  link: NatsLink,
  workerId: string,
  holds: (itemId: string) => boolean,
): () => void {
  const subscription = link.connection.subscribe(subjects.holds(workerId), {
    callback: (error, message) => {
      if (error === null) message.respond(holds(message.string()) ? yes : no)
    },
  })
  return () => subscription.unsubscribe()
}

/**
 * `no-responders`: the worker has no connection, which the broker knows at once. `silent`: no answer in time, but the broker
 * answers me. `cut-off`: it does not, or the connection changed meanwhile; then the silence says something of me alone.
 */
export type HolderAnswer = 'holds' | 'does-not-hold' | 'no-responders' | 'silent' | 'cut-off'

const usualTimeoutMs = 2_000
const noResponders = 503

export async function askHolder(
  link: NatsLink,
  workerId: string,
  itemId: string,
  { timeoutMs = usualTimeoutMs }: { timeoutMs?: number } = {},
): Promise<HolderAnswer> {
  const { connection, connectedSinceMs } = link
  if (connectedSinceMs === null) return 'cut-off'
  let answer: HolderAnswer | null = null
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
    connection.publish(subjects.holds(workerId), itemId, { reply: inbox })
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
function readAnswer(message: Msg): HolderAnswer {
  if (message.headers?.code === noResponders) return 'no-responders'
  return message.string() === yes ? 'holds' : 'does-not-hold'
}
