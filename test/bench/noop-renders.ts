/** Renders that are nothing: submitted by several at once, and done by a worker of which each item is nothing. */
import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Edit, ServerMessage } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'
import type { Subject } from './subject.ts'

export const submitters = 16
const slots = 16
/** What is submitted and not done, at most: a queue without end would measure the queue. */
const mostUnderWay = 500
const withinMs = 1_200_000

export interface NoopRenders {
  readonly edit: Edit
  readonly count: number
  /** Told how many are done, each time that one more is. */
  readonly onDone?: (done: number) => void
}

/** How many were done in a second. */
export async function renderMany(
  client: ApiClient,
  { edit, count, onDone = () => {} }: NoopRenders,
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
      await client.submit(edit, { project: 'noop' })
    }
  }
  await Promise.all(Array.from({ length: submitters }, submit))
  await allDone
  const seconds = (performance.now() - startedMs) / 1000
  await watch.close()
  return count / seconds
}

export async function startNoopWorker({ environment, folder }: Subject): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('noop-worker.ts', import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, script], {
    env: {
      ...process.env,
      ...environment,
      SCRATCH_DIR: join(folder, 'scratch'),
      WORKER_SLOTS: String(slots),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') return child
  }
  throw new Error('the no-op worker did not start')
}

export async function stopWorker(worker: ChildProcess): Promise<void> {
  worker.kill('SIGTERM')
  await once(worker, 'exit')
}
