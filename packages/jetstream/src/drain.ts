import { askWorker, type NoAnswer } from './ask-worker.ts'
import type { NatsLink } from './connect.ts'
import { subjects } from './subjects.ts'

const willDo = 'draining'

/** Lets this worker be told to drain, as often as anybody likes. Returns how to stop. */
export function onDrain(link: NatsLink, workerId: string, begin: () => void): () => void {
  const subscription = link.connection.subscribe(subjects.drain(workerId), {
    callback: (error, message) => {
      if (error !== null) return
      // Answered first: a worker that holds nothing is gone at once.
      message.respond(willDo)
      begin()
    },
  })
  return () => subscription.unsubscribe()
}

/** Tells a worker to finish what it nearly has, to hand the rest back, and to end. */
export async function askToDrain(
  link: NatsLink,
  workerId: string,
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<'draining' | NoAnswer> {
  const subject = subjects.drain(workerId)
  const answer = await askWorker(link, {
    subject,
    body: '',
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  })
  return typeof answer === 'string' ? answer : willDo
}
