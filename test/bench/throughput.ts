/**
 * No-op renders through the whole path, and beside them, in the same run, what the event store can do by itself with as
 * many writers.
 */
import type { Edit } from '@framewright/schemas'
import { appendsPerSecond } from './appends.ts'
import { figure, type Figure } from './figures.ts'
import { renderNothing, startNoopWorker, stopWorker, submitters } from './noop-renders.ts'
import type { Store, Subject } from './subject.ts'

const renders = 600
const appendsPerRender = 3
const aim = 300

export async function measureThroughput(subject: Subject, store: Store, edit: Edit): Promise<Figure[]> {
  const url = subject.environment['EVENT_STORE_URL']!
  const before = await appendsPerSecond(url, submitters)
  const worker = await startNoopWorker(subject)
  // The first ones warm everything up.
  await renderNothing(subject.client, edit, submitters)
  const perSecond = await renderNothing(subject.client, edit, renders)
  await stopWorker(worker)
  const appends = (before + (await appendsPerSecond(url, submitters))) / 2
  return [
    figure(`no-op renders through the whole path, ${store.name}`, perSecond, '/s', { atLeast: aim }),
    figure(`baseline: appends to ${store.name}, ${submitters} writers`, appends, '/s'),
    figure('of the appends, what the path makes of it', (perSecond * appendsPerRender) / appends, ''),
  ]
}
