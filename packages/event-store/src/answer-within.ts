import { EventStoreUnavailable } from './errors.ts'

/**
 * An answer in time, or EventStoreUnavailable. Our own timer round every call: the clients' deadlines do not cover all
 * that a call waits for (a connection, a probe, a drained socket).
 */
export async function answerWithin<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_resolve, reject) => {
    // Made when it is needed: a stack for every call takes a worker that is busy 2 % of its time.
    const tooLate = () =>
      reject(new EventStoreUnavailable(`the event store did not answer within ${timeoutMs} ms`))
    timer = setTimeout(tooLate, timeoutMs)
  })
  try {
    return await Promise.race([answer, silence])
  } finally {
    clearTimeout(timer)
  }
}
