import { WorkerPresence } from '@framewright/schemas'
import { Compile } from 'typebox/compile'
import type { NatsLink } from './connect.ts'
import { isNoResponders } from './errors.ts'
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

export async function askHolder(
  link: NatsLink,
  workerId: string,
  itemId: string,
  { timeoutMs = usualTimeoutMs }: { timeoutMs?: number } = {},
): Promise<HolderAnswer> {
  const { connectedSinceMs } = link
  if (connectedSinceMs === null) return 'cut-off'
  try {
    const answer = await link.connection.request(subjects.holds(workerId), itemId, { timeout: timeoutMs })
    return answer.string() === yes ? 'holds' : 'does-not-hold'
  } catch (error: unknown) {
    if (isNoResponders(error)) return 'no-responders'
    // No answer: a time-out, or the connection went. Which of us two is cut off?
    const isAnswered = await link.roundTrip(timeoutMs)
    return isAnswered && link.connectedSinceMs === connectedSinceMs ? 'silent' : 'cut-off'
  }
}
