/**
 * The rows of the read model made anew from the beginning of the history, beside a bare reader of the store, which counts
 * what it is given. The rows are to be the very same afterwards.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openEventStore } from '@framewright/event-store'
import { followedPrefixes } from '@framewright/projector'
import { runSql } from '../support/postgres.ts'
import { quietLog } from '../support/quiet-log.ts'
import { figure, median, type Figure } from './figures.ts'
import type { Subject } from './subject.ts'

const rebuild = fileURLToPath(new URL('../../services/projector/dist/rebuild.js', import.meta.url))
const rounds = 3
const perSecondAim = 20_000
const ratioAim = 0.5

interface Reading {
  readonly events: number
  readonly perSecond: number
}

export async function measureReplay({ environment }: Subject): Promise<Figure[]> {
  const { EVENT_STORE_URL, DATABASE_URL } = environment as Record<string, string>
  const before = await digestOf(DATABASE_URL!)
  const replays: Reading[] = []
  const bare: Reading[] = []
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await readAll(EVENT_STORE_URL!))
    replays.push(await replay(environment))
  }
  const isSame = (await digestOf(DATABASE_URL!)) === before
  const speedOf = (readings: readonly Reading[]) => median(readings.map(({ perSecond }) => perSecond))
  const ratio = speedOf(replays) / speedOf(bare)
  // Either will do.
  const isQuick = speedOf(replays) >= perSecondAim
  return [
    figure('events in the history', replays[0]!.events, ''),
    figure('replayed into rows, median', speedOf(replays), '/s', isQuick ? { atLeast: perSecondAim } : null),
    figure('baseline: read and counted, median', speedOf(bare), '/s'),
    figure('replayed to read', ratio, '', isQuick ? null : { atLeast: ratioAim }),
    figure('rows are the same afterwards (1: all of them)', Number(isSame), '', { atLeast: 1 }),
  ]
}

async function readAll(url: string): Promise<Reading> {
  const store = await openEventStore({ url, log: quietLog, maxConnections: 1 })
  const startedMs = performance.now()
  let events = 0
  const { signal } = new AbortController()
  for await (const item of store.subscribe({ from: null, prefixes: followedPrefixes, signal })) {
    if (item.kind === 'event') events += 1
    if (item.kind === 'live') break
  }
  const perSecond = (1000 * events) / (performance.now() - startedMs)
  await store.close()
  return { events, perSecond }
}

/** As an operator does it; its own log says how long it took. */
async function replay(environment: Subject['environment']): Promise<Reading> {
  const child = spawn(process.execPath, [rebuild], {
    env: { ...process.env, ...environment, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let reading: Reading | null = null
  for await (const line of createInterface({ input: child.stdout })) {
    const { events, tookMs } = JSON.parse(line) as { events?: number; tookMs?: number }
    if (events !== undefined && tookMs !== undefined)
      reading = { events, perSecond: (1000 * events) / tookMs }
  }
  await exited
  if (reading === null) throw new Error('the replay did not say how long it took')
  return reading
}

async function digestOf(url: string): Promise<string> {
  const digests: string[] = []
  for (const table of ['renders', 'render_chunks', 'assets']) {
    const [row] = await runSql<{ digest: string }>(
      url,
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, e'\\n' order by t::text)), '') as digest from ${table} t`,
    )
    digests.push(row!.digest)
  }
  return digests.join(', ')
}
