/**
 * No-op renders through the whole path, and beside them, in the same run, what the event store can do by itself: as many
 * writers, each appending one event after the other to a stream of its own.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openEventStore } from '@framewright/event-store'
import type { Edit } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'
import { newEvent } from '../support/event-store.ts'
import { quietLog } from '../support/quiet-log.ts'
import { figure, type Figure } from './figures.ts'
import type { Subject } from './subject.ts'

const renders = 600
const submitters = 16
const slots = 16
const appendSeconds = 4
const appendsPerRender = 3

export async function measureThroughput(subject: Subject, edit: Edit): Promise<Figure[]> {
  const before = await appendsPerSecond(subject.environment['EVENT_STORE_URL']!)
  const worker = await startNoopWorker(subject)
  // The first ones warm everything up.
  await renderMany(subject.client, edit, submitters)
  const perSecond = await renderMany(subject.client, edit, renders)
  worker.kill('SIGTERM')
  await once(worker, 'exit')
  const after = await appendsPerSecond(subject.environment['EVENT_STORE_URL']!)
  const appends = (before + after) / 2
  return [
    figure('no-op renders through the whole path', perSecond, '/s'),
    figure(`baseline: appends to the store, ${submitters} writers`, appends, '/s'),
    figure('no-op renders for each append of the store', perSecond / appends, ''),
    figure('of the appends that the path makes of it', (perSecond * appendsPerRender) / appends, ''),
  ]
}

async function renderMany(client: ApiClient, edit: Edit, count: number): Promise<number> {
  const watch = await client.watch('*')
  const startedMs = performance.now()
  const waiting: Promise<unknown>[] = []
  let left = count
  await Promise.all(
    Array.from({ length: submitters }, async () => {
      while (left > 0) {
        left -= 1
        const { renderId } = await client.submit(edit, { project: 'noop' })
        waiting.push(watch.untilStatus(renderId, 'completed', 120_000))
      }
    }),
  )
  await Promise.all(waiting)
  const seconds = (performance.now() - startedMs) / 1000
  await watch.close()
  return count / seconds
}

async function startNoopWorker({ environment, folder }: Subject): Promise<ChildProcess> {
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

async function appendsPerSecond(url: string): Promise<number> {
  const store = await openEventStore({ url, log: quietLog })
  const deadline = performance.now() + appendSeconds * 1000
  let appended = 0
  await Promise.all(
    Array.from({ length: submitters }, async () => {
      const stream = `bench-${randomUUID()}`
      let expected: 'no_stream' | bigint = 'no_stream'
      while (performance.now() < deadline) {
        const { revision }: { revision: bigint } = await store.append(stream, expected, [
          newEvent('BenchMarked', { attempt: 1, workerId: 'a worker with a name' }),
        ])
        expected = revision
        appended += 1
      }
    }),
  )
  await store.close()
  return appended / appendSeconds
}
