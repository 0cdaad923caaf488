/** Renders that are nothing: done by a worker of which each item is nothing. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Edit } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'
import { renderMany } from './render-many.ts'
import type { Subject } from './subject.ts'

export const submitters = 16
const slots = 16

/** How many were done in a second. */
export async function renderNothing(
  client: ApiClient,
  edit: Edit,
  count: number,
  onDone?: (done: number) => void,
): Promise<number> {
  const seconds = await renderMany(client, {
    ...{ editOf: () => edit, count, submitters },
    ...(onDone === undefined ? {} : { onDone }),
  })
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
