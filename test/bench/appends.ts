/**
 * What an event store takes in from one process: so many writers, each appending one event after the other to a stream of
 * its own.
 */
import { randomUUID } from 'node:crypto'
import { openEventStore, type EventStore } from '@framewright/event-store'
import { newEvent } from '../support/event-store.ts'
import { quietLog } from '../support/quiet-log.ts'
import { figure, type Figure } from './figures.ts'
import type { Store } from './subject.ts'

const seconds = 4
const rounds = 3
const atOnce = 64
const aim = 10_000

/** The best of some rounds: whatever else the machine does makes them slower, and nothing makes them faster. */
export async function measureAppends({ name }: Store, url: string): Promise<Figure[]> {
  const found: number[] = []
  for (let round = 0; round < rounds; round += 1) found.push(await appendsPerSecond(url, atOnce))
  return [
    figure(`appends to ${name}, one process, ${atOnce} at once`, Math.max(...found), '/s', { atLeast: aim }),
  ]
}

export async function appendsPerSecond(url: string, writers: number): Promise<number> {
  const store = await openEventStore({ url, log: quietLog })
  const deadlineMs = performance.now() + seconds * 1000
  const appended = await Promise.all(Array.from({ length: writers }, () => writeUntil(store, deadlineMs)))
  await store.close()
  return appended.reduce((sum, count) => sum + count, 0) / seconds
}

async function writeUntil(store: EventStore, deadlineMs: number): Promise<number> {
  const stream = `bench-${randomUUID()}`
  let expected: 'no_stream' | bigint = 'no_stream'
  let appended = 0
  while (performance.now() < deadlineMs) {
    const { revision }: { revision: bigint } = await store.append(stream, expected, [
      newEvent('BenchMarked', { attempt: 1, workerId: 'a worker with a name' }),
    ])
    expected = revision
    appended += 1
  }
  return appended
}
