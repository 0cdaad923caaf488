/**
 * Many no-op renders, one after the other, and what each process takes meanwhile: what is kept of each render would be seen
 * in its last quarter. The first one is left out, in which every process comes to its size.
 */
import type { Edit } from '@framewright/schemas'
import { figure, type Figure } from './figures.ts'
import { residentBytesOf } from './memory.ts'
import { renderNothing, startNoopWorker, stopWorker } from './noop-renders.ts'
import type { Subject } from './subject.ts'

const renders = 20_000
const sampleMs = 250
const growthAim = 1.1

export async function measureFlatMemory(subject: Subject, edit: Edit): Promise<Figure[]> {
  const worker = await startNoopWorker(subject)
  const pids = new Map([...subject.pids(), ['no-op worker', worker.pid!]])
  /** For each quarter, the most that a process had. */
  const peaks = Array.from({ length: 4 }, () => new Map<string, number>())
  let done = 0
  const sampling = setInterval(() => {
    const peak = peaks[Math.min(3, Math.floor((4 * done) / renders))]!
    for (const [name, pid] of pids) peak.set(name, Math.max(peak.get(name) ?? 0, residentBytesOf(name, pid)))
  }, sampleMs)
  const perSecond = await renderNothing(subject.client, edit, renders, (count) => {
    done = count
  })
  clearInterval(sampling)
  await stopWorker(worker)
  const [, second, , last] = peaks
  return [
    figure(`no-op renders, ${renders} of them`, perSecond, '/s'),
    ...[...pids.keys()].flatMap((name) => [
      figure(`${name}: most memory in the last quarter`, last!.get(name)! / 1_000_000, 'MB'),
      figure(`${name}: that to the second quarter`, last!.get(name)! / second!.get(name)!, '', {
        atMost: growthAim,
      }),
    ]),
  ]
}
