/** Renders submitted by several at once, until all of them are done. */
import { EventEmitter, once } from 'node:events'
import type { Edit, ServerMessage } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'

/** What is submitted and not done, at most: a queue without end would measure the queue. */
const mostUnderWay = 500
const withinMs = 1_200_000

export interface ManyRenders {
  readonly editOf: (at: number) => Edit
  readonly count: number
  /** How many submit at once, each one after the other. */
  readonly submitters: number
  /** Told how many are done, each time that one more is. */
  readonly onDone?: (done: number) => void
}

/** Seconds from the first that is submitted to the news of the last that is done. */
export async function renderMany(
  client: ApiClient,
  { editOf, count, submitters, onDone = () => {} }: ManyRenders,
): Promise<number> {
  const watch = await client.watch('*')
  const done = new Set<string>()
  const news = new EventEmitter()
  news.setMaxListeners(submitters)
  const allDone = watch.until((message): message is ServerMessage => {
    if (message.type !== 'changed' || message.render.status !== 'completed') return false
    done.add(message.render.renderId)
    onDone(done.size)
    news.emit('done')
    return done.size === count
  }, withinMs)
  const startedMs = performance.now()
  let submitted = 0
  const submit = async () => {
    while (submitted < count) {
      if (submitted - done.size >= mostUnderWay) {
        await once(news, 'done')
        continue
      }
      submitted += 1
      await client.submit(editOf(submitted - 1), { project: 'bench' })
    }
  }
  await Promise.all(Array.from({ length: submitters }, submit))
  await allDone
  const seconds = (performance.now() - startedMs) / 1000
  await watch.close()
  return seconds
}
