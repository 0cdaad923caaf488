import { beatPresence } from '@framewright/jetstream'
import { saveRenders } from '@framewright/read-model'
import {
  chunkManifestKey,
  type DryRun,
  type Edit,
  type WorkerList,
  type WorkerPresence,
} from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { completedRow } from '../../../packages/read-model/test/rows.ts'
import { withApi } from './api.ts'
import { textEdit } from './edits.ts'

const api = await withApi(t)
const user = api.user()

/** Four titles of 5 s: long enough to be cut, with a border between any two of them. */
const longEdit = (last = 'four'): Edit => ({
  ...textEdit(),
  tracks: [
    {
      kind: 'video',
      clips: ['one', 'two', 'three', last].map((text, n) => ({
        type: 'text',
        text,
        start: n * 5,
        duration: 5,
      })),
    },
  ],
})

async function dryRun(edit: Edit = longEdit()): Promise<DryRun> {
  const answer = await user.request('POST', '/projects/p/render?dryRun=true', { body: edit })
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.json<DryRun>()
}

const presence = (workerId: string, ffmpegBuild: string): WorkerPresence => ({
  ...{ workerId, lanes: ['cpu-s', 'cpu-l'], slots: 1, holds: [], draining: false, ffmpegBuild },
  encoders: [{ name: 'libx264', usable: true, reason: null }],
  ...{ pid: 1, host: 'here', startedAt: new Date().toISOString(), at: new Date().toISOString() },
})

/** Until exactly these are alive: the others are given the time to be forgotten. */
const fleet = (...workers: WorkerPresence[]) =>
  eventually(
    async () => {
      for (const each of workers) beatPresence(api.nats, each)
      const { workers: heard } = (await user.request('GET', '/renders/workers')).json<WorkerList>()
      if (heard.length !== workers.length) throw new Error(`${heard.length} are alive`)
    },
    { withinMs: 15_000 },
  )

const codesOf = ({ warnings }: DryRun): string[] => warnings.map(({ code }) => code)

test('without a worker, or with workers of several builds, nobody knows what is in the cache', async (t) => {
  const alone = await dryRun()
  t.strictSame(codesOf(alone), ['NO_WORKER', 'CACHE_UNKNOWN'])
  t.match(alone, { framesToRender: null, estimatedSeconds: null, wholeBecause: null })
  t.ok(alone.chunks.length > 1 && alone.chunks.every(({ key, hit }) => key === null && hit === null))
  await fleet(presence('worker-1', 'one'), presence('worker-2', 'other'))
  const divided = await dryRun()
  t.strictSame(codesOf(divided), ['CACHE_UNKNOWN'])
  t.equal(divided.framesToRender, null)
})

test('a dry run says which chunks are in the cache, and how many frames are to be rendered', async (t) => {
  await fleet(presence('worker-3', 'one'))
  const cold = await dryRun()
  t.strictSame(codesOf(cold), [])
  t.strictSame(
    cold.chunks.map(({ number, kind, startFrame, frameCount, hit }) => [
      number,
      kind,
      startFrame,
      frameCount,
      hit,
    ]),
    [0, 1, 2, 3].map((n) => [n, 'pictures', n * 125, 125, false]),
  )
  t.match(cold, { frameCount: 500, framesToRender: 500, wholeBecause: null })
  for (const { key } of cold.chunks) await api.storage.putBytes(chunkManifestKey(key!), '{}')
  t.match(await dryRun(), {
    framesToRender: 0,
    estimatedSeconds: 0,
    chunks: cold.chunks.map(() => ({ hit: true })),
  })
  const changed = await dryRun(longEdit('the end'))
  t.strictSame(
    changed.chunks.map(({ hit }) => hit),
    [true, true, true, false],
  )
  t.equal(changed.framesToRender, 125)
})

test('how long it would take is estimated from the latest films of the same size and way', async (t) => {
  await fleet(presence('worker-3', 'one'))
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  const film = (minutes: number, renderMs: number, more: object = {}) =>
    completedRow({
      ...{ width: 640, height: 360, frame_count: 1_000, render_ms: renderMs, finished_at: ago(minutes) },
      ...{ chunk_count: 9, cache_hit_ratio: 0, whole_because: null, ...more },
    })
  const save = (...rows: ReturnType<typeof film>[]) =>
    api.database.kysely.transaction().execute((tx) => saveRenders(tx, rows))
  const edit = longEdit('another end')
  t.equal((await dryRun(edit)).estimatedSeconds, null, 'nothing is known')
  await save(
    // In one piece, of another size, too old, and almost all of it from the cache.
    film(1, 1, { cache_hit_ratio: null }),
    film(2, 1, { width: 1280 }),
    film(60 * 24 * 8, 1),
    film(3, 1, { cache_hit_ratio: 0.9 }),
  )
  t.equal((await dryRun(edit)).estimatedSeconds, null, 'nothing of use')
  await save(film(4, 10_000), film(5, 20_000), film(6, 20_000, { cache_hit_ratio: 0.4 }))
  // 100, 50 and 30 frames a second: the 125 that are to be rendered take 2.5 s.
  t.equal((await dryRun(edit)).estimatedSeconds, 2.5)
  t.match(await dryRun(textEdit()), { chunks: [], framesToRender: 50, estimatedSeconds: 0 })
  t.match((await dryRun(textEdit())).wholeBecause, /^it is short/)
})
