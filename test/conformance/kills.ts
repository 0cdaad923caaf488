import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { newEvent } from '../support/event-store.ts'
import { eventually } from '../support/eventually.ts'
import { followUntil, places, streamNames } from './follow.ts'
import type { Place } from './places.ts'

const followerScript = fileURLToPath(new URL('follower.ts', import.meta.url))

type Case = (t: Test, place: Place) => Promise<void>

/** What every store promises when a follower is killed. */
export const followerKillCases: Record<string, Case> = {
  'a follower that is killed goes on at its checkpoint': killFollower,
}

/** What every store promises when its server is killed. */
export const serverKillCases: Record<string, Case> = {
  'a server that is killed comes back, and its followers miss nothing': killServer,
}

async function killFollower(t: Test, place: Place) {
  const store = await place.open(t)
  const { prefix, newStream } = streamNames()
  const [stream, total] = [newStream(), 60]
  const folder = mkdtempSync(join(tmpdir(), 'framewright-follower-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'handled')
  const handled = () => {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    return lines.map((line) => line.split(' ') as [revision: string, position: string])
  }
  const appending = (async () => {
    for (let n = 0; n < total; n += 1) {
      await store.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), [newEvent('Counted', { n })])
    }
  })()
  let from = place.from
  for (const enough of [20, total]) {
    const follower = spawn(
      process.execPath,
      [...process.execArgv, followerScript, place.url, from, prefix, file],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    const exited = once(follower, 'exit')
    await eventually(
      () => {
        if (handled().length < enough) throw new Error(`${handled().length} of ${enough} handled`)
      },
      { withinMs: 60_000 },
    )
    follower.kill('SIGKILL')
    await exited
    from = handled().at(-1)![1]
  }
  await appending
  t.strictSame(
    handled().map(([revision]) => Number(revision)),
    Array.from({ length: total }, (_, n) => n),
  )
}

async function killServer(t: Test, place: Place) {
  const { server } = place
  assert(server !== null)
  const store = await place.open(t)
  const { prefix, newStream } = streamNames()
  const stream = newStream()
  const append = (n: number) =>
    eventually(() =>
      store.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), [newEvent('Counted', { n })]),
    )
  const following = followUntil(store, { from: place.from, prefixes: [prefix] }, ({ length }) => length === 3)
  await append(0)
  for (const n of [1, 2]) {
    await server.kill()
    await t.rejects(store.append(stream, 0n, [newEvent('Lost', {})]), { code: 'EVENT_STORE_UNAVAILABLE' })
    await t.rejects(store.readStream(stream), { code: 'EVENT_STORE_UNAVAILABLE' })
    await server.start()
    await append(n)
  }
  t.strictSame(places(await following), [`${stream}@0`, `${stream}@1`, `${stream}@2`])
}
