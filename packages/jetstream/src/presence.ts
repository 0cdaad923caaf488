import { WorkerPresence } from '@framewright/schemas'
import { Compile } from 'typebox/compile'
import { askWorker, type NoAnswer } from './ask-worker.ts'
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

export type HolderAnswer = 'holds' | 'does-not-hold' | NoAnswer

export async function askHolder(
  link: NatsLink,
  workerId: string,
  itemId: string,
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<HolderAnswer> {
  const question = { subject: subjects.holds(workerId), body: itemId }
  const answer = await askWorker(link, { ...question, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
  if (typeof answer === 'string') return answer
  return answer.said === yes ? 'holds' : 'does-not-hold'
}
