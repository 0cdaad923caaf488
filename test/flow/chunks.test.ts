import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { renameSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { chunkStream } from '@framewright/domain'
import { openEventStore, type StoredEvent } from '@framewright/event-store'
import { openDatabase } from '@framewright/read-model'
import {
  chunkManifestKey,
  type DryRun,
  type Edit,
  type RenderChunks,
  type RenderProgress,
} from '@framewright/schemas'
import t, { test } from 'tap'
import { cachedChunks } from '../support/evict-chunk.ts'
import { eventually } from '../support/eventually.ts'
import { quietLog } from '../support/quiet-log.ts'
import type { ServiceProcess } from '../support/service-process.ts'
import { startSystem } from '../support/system.ts'
import { freezeFfmpeg, untilTrusted, uploadClip } from './sample-film.ts'

const system = await startSystem(t, {
  workers: 2,
  hasSweeper: true,
  env: { sweeper: { CACHE_MAX_AGE_DAYS: '1' } },
})
const client = system.client()
const asset = await uploadClip(client)
const eventStore = await openEventStore({ url: system.eventStoreUrl, log: quietLog })
t.teardown(() => eventStore.close())
const watch = await client.watch('*')
t.teardown(() => watch.close())

/** Sixteen seconds of three clips; each has a title of its own over it. */
function film(...titles: readonly string[]): Edit {
  const lengths = [5, 6, 5]
  const places = lengths.map((duration, at) => ({
    ...{ start: lengths.slice(0, at).reduce((sum, length) => sum + length, 0), duration },
  }))
  return {
    schemaVersion: 1,
    canvas: { width: 320, height: 180, fps: 30 },
    tracks: [
      {
        kind: 'video',
        clips: places.map((place, at) => ({ type: 'video', asset: asset.assetId, in: 2 * at, ...place })),
      },
      {
        kind: 'video',
        clips: places.map((place, at) => ({ type: 'text', text: titles[at] ?? 'A title', ...place })),
      },
    ],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
}

/** Of each chunk of the render's plan, what its stream has; [] where it was a hit. */
async function chunksOf(
  renderId: string,
): Promise<{ types: string[]; workers: string[]; frames: number | null }[]> {
  const events = await eventStore.readStream(`render-${renderId}`)
  const planned = events.findLast(({ type }) => type === 'RenderPlanned')
  assert(planned !== undefined, 'it is planned')
  const { chunkCount } = planned.data as { chunkCount: number }
  return Promise.all(
    Array.from({ length: chunkCount }, async (_, number) => {
      const stored = await eventStore.readStream(chunkStream({ renderId, planId: planned.revision, number }))
      return {
        types: stored.map(({ type }) => type),
        /** That were encoded for it; null: it is not made, or it was not made for this render. */
        frames: stored.flatMap(encodedIn)[0] ?? null,
        workers: stored.flatMap(({ type, data }) =>
          type === 'ChunkClaimed' ? [(data as { workerId: string }).workerId] : [],
        ),
      }
    }),
  )
}

function encodedIn({ type, data }: StoredEvent): number[] {
  if (type !== 'ChunkRendered') return []
  const { frameCount, reused } = data as { frameCount: number; reused: boolean }
  return reused ? [] : [frameCount]
}

const encodedOnce = ['ChunkClaimed', 'ChunkRendered']
const sha256Of = async (renderId: string) =>
  createHash('sha256')
    .update(await client.download(renderId))
    .digest('hex')
const typesOf = async (renderId: string) =>
  (await eventStore.readStream(`render-${renderId}`)).map(({ type }) => type)

async function render(edit: Edit) {
  const { renderId } = await client.submit(edit)
  const view = await watch.untilStatus(renderId, 'completed')
  return { renderId, view, chunks: await chunksOf(renderId) }
}

async function dryRun(edit: Edit): Promise<DryRun> {
  const answer = await client.request('POST', '/projects/project-1/render?dryRun=true', { body: edit })
  return answer.json<DryRun>()
}

test('a film is made in chunks, and made again it pays for what has changed alone', async (t) => {
  const first = await render(film('One', 'Two', 'Three'))
  t.same(
    first.chunks.map(({ types }) => types),
    Array.from({ length: 5 }, () => encodedOnce),
  )
  t.match(first.view, { frameCount: 480, outputs: [{ frameCount: 480 }] })

  const same = await render(film('One', 'Two', 'Three'))
  t.same(
    same.chunks.flatMap(({ types }) => types),
    [],
  )
  t.equal(await sha256Of(same.renderId), await sha256Of(first.renderId))

  const forecast = await dryRun(film('One', 'Two', 'Another'))
  t.same(
    forecast.chunks.map(({ hit }) => hit),
    [true, true, true, true, false],
    'a dry run knows',
  )
  const other = await render(film('One', 'Two', 'Another'))
  t.equal(other.view.cacheHitRatio, 1 - forecast.framesToRender! / forecast.frameCount)
  t.same(
    other.chunks.map(({ types }) => types),
    [[], [], [], [], encodedOnce],
  )
  t.not(await sha256Of(other.renderId), await sha256Of(first.renderId))
})

/** Its last tenth is a clip of its own, which takes much longer than as much of the others. */
function dearAtItsEnd(): Edit {
  const lengths = [5, 5, 4.4, 1.6]
  const clips = lengths.map((duration, at) => ({
    ...{ type: 'video' as const, asset: asset.assetId, in: 3 * at, duration },
    start: lengths.slice(0, at).reduce((sum, length) => sum + length, 0),
  }))
  const effects = Array.from({ length: 4 }, () => ({ type: 'denoise' as const }))
  const tracks: Edit['tracks'] = [
    { kind: 'video', clips: clips.map((clip) => (clip.duration < 2 ? { ...clip, effects } : clip)) },
  ]
  return { ...film(), tracks }
}

const chunkViews = async (renderId: string) =>
  (await client.request('GET', `/renders/${renderId}/chunks`)).json<RenderChunks>()

async function holderOf(renderId: string, number: number): Promise<ServiceProcess> {
  const { workers } = (await chunksOf(renderId))[number]!
  const holder = system.workers.find(({ pid }) => workers.at(-1)?.includes(`-${pid}-`))
  assert(holder !== undefined, `somebody holds chunk ${number}`)
  return holder
}

/** A chunk of the render that is being encoded, held where it is, and who holds it. */
async function untilHeld(renderId: string, isOne: (number: number) => boolean) {
  const tick = await watch.untilProgress(
    renderId,
    ({ chunk, phase, frame, frameCount }) =>
      chunk !== undefined && isOne(chunk.number) && phase === 'encoding' && frame > 0 && frame < frameCount,
  )
  const held = await freezeFfmpeg(system)
  const number = tick.chunk!.number
  return { ...held, number, holder: await holderOf(renderId, number) }
}

test('a cancel ends the chunks that are made and those that wait, within a second', async (t) => {
  const { renderId } = await client.submit(film('Cancelled', 'Cancelled', 'Cancelled'))
  await watch.untilProgress(renderId, ({ chunk, frame }) => chunk !== undefined && frame > 0)
  const { status } = await client.request('POST', `/renders/${renderId}/cancel`)
  t.equal(status, 202)
  await eventually(() => assert.deepEqual(system.ffmpegs(), []), { withinMs: 1_000 })
  const next = await render(film('One', 'Two', 'Three'))
  t.match(next.view, { status: 'completed' }, 'and the workers are free for others')
  const rendered = (await chunksOf(renderId)).filter(({ types }) => types.includes('ChunkRendered'))
  t.ok(rendered.length < 5, 'not all of it was made')
})

test('a worker that is killed at 90 % of a film costs frames of the chunk that it held, and nothing else', async (t) => {
  await untilTrusted(system)
  const [frameCount, number] = [480, 4]
  const { renderId } = await client.submit(dearAtItsEnd())
  const last = ({ chunk, phase }: RenderProgress) => chunk?.number === number && phase === 'encoding'
  await watch.untilProgress(renderId, (tick) => last(tick) && tick.frame > 0)
  const holder = await holderOf(renderId, number)
  await freezeFfmpeg(system, holder)
  const progressed = await eventually(async () => {
    const { chunks } = await chunkViews(renderId)
    assert.deepEqual(
      chunks.map(({ state }) => state),
      [...Array.from({ length: number }, () => 'rendered'), 'running'],
    )
    return chunks.reduce((sum, { kind, state, frameCount }) => {
      return kind === 'pictures' && state === 'rendered' ? sum + frameCount : sum
    }, 0)
  })
  t.ok(progressed >= 0.9 * frameCount, `${progressed} of ${frameCount} frames`)
  await holder.kill()
  await watch.untilStatus(renderId, 'completed')

  const chunks = await chunksOf(renderId)
  t.same(
    chunks.map(({ workers }) => workers.length),
    [1, 1, 1, 1, 2],
    'the chunk that it held was claimed again, and no other',
  )
  const lost = watch.messages.flatMap(({ message }) =>
    message.type === 'progress' && message.progress.renderId === renderId && last(message.progress)
      ? [message.progress].filter(({ attempt }) => attempt === 1).map(({ frame }) => frame)
      : [],
  )
  const kept = chunks.reduce((sum, { frames }) => sum + (frames ?? 0), 0)
  const twice = kept + Math.max(...lost) - frameCount
  t.ok(twice > 0 && twice <= chunks[number]!.frames!, `${twice} frames were encoded twice`)
  t.same(await typesOf(renderId), [
    ...['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderClaimed', 'RenderCompleted'],
  ])
  await holder.start()
})

test('a worker that wakes up after its chunk was taken over changes nothing', async (t) => {
  await untilTrusted(system)
  const { renderId } = await client.submit(film('Zombie', 'Zombie', 'Zombie'))
  const { number, holder, thaw } = await untilHeld(renderId, (number) => number >= 2)
  holder.signal('SIGSTOP')
  thaw()
  const done = await watch.untilStatus(renderId, 'completed')
  holder.signal('SIGCONT')
  // It has caught up with all that was said to it meanwhile when it works again.
  const next = await Promise.all([render(film('A', 'B', 'C')), render(film('D', 'E', 'F'))])
  t.same(
    next.map(({ view }) => view.status),
    ['completed', 'completed'],
  )
  const { types, workers } = (await chunksOf(renderId))[number]!
  t.same(types, ['ChunkClaimed', 'ChunkClaimed', 'ChunkRendered'])
  t.not(workers[0], workers[1])
  t.equal((await typesOf(renderId)).filter((type) => type === 'RenderCompleted').length, 1)
  t.equal(await sha256Of(renderId), done.outputs[0]?.sha256)

  rmSync(join(system.storageFolder, 'chunks'), { recursive: true })
  const anew = await render(film('Zombie', 'Zombie', 'Zombie'))
  t.equal(anew.view.outputs[0]?.sha256, done.outputs[0]?.sha256, 'an undisturbed render has the same bytes')
})

/** As if nobody had used what is in the cache for two days: so its manifests say, and its rows. */
async function ageCache(): Promise<void> {
  const usedAt = new Date(Date.now() - 2 * 24 * 3_600_000)
  for (const key of cachedChunks(system.storageFolder))
    utimesSync(join(system.storageFolder, chunkManifestKey(key)), usedAt, usedAt)
  const database = openDatabase({ url: system.databaseUrl, maxConnections: 1, log: quietLog })
  await database.kysely.updateTable('cached_chunks').set({ last_used_at: usedAt }).execute()
  await database.close()
}

test('what the sweeper evicts between the plan and the assembly is made anew', async (t) => {
  const { sweeper } = system
  assert(sweeper !== null)
  // It sweeps when it starts, and not soon after.
  await sweeper.stop()
  const edit = film('Evicted', 'Two', 'Three')
  const before = await render(edit)
  const { renderId } = await client.submit(film('Evicted', 'Two', 'Last'))
  const { thaw } = await untilHeld(renderId, (number) => number === 4)
  await ageCache()
  await sweeper.start()
  await eventually(() => assert.deepEqual(cachedChunks(system.storageFolder), []))
  thaw()
  await watch.untilStatus(renderId, 'completed')
  t.same(await typesOf(renderId), [
    ...['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderClaimed', 'RenderPlanned'],
    ...['RenderClaimed', 'RenderCompleted'],
  ])
  const again = await render(edit)
  t.equal(again.view.outputs[0]?.sha256, before.view.outputs[0]?.sha256)
})

test('a chunk that cannot be made fails its film, and a retry makes a plan that meets nothing of the old one', async (t) => {
  const { renderId } = await client.submit(film('Failing', 'Failing', 'Failing'))
  const { thaw } = await untilHeld(renderId, (number) => number === 1)
  const stored = join(system.storageFolder, 'assets', asset.sha256)
  renameSync(stored, `${stored}.away`)
  thaw()
  const failed = await watch.untilStatus(renderId, 'failed')
  t.match(failed.failure, { code: 'ASSET_MISSING', message: /not in storage/ })
  await eventually(() => assert.deepEqual(system.ffmpegs(), []))

  renameSync(`${stored}.away`, stored)
  await client.request('POST', `/renders/${renderId}/retry`)
  const done = await watch.untilStatus(renderId, 'completed')
  t.equal(done.outputs[0]?.frameCount, 480)
  const plans = (await eventStore.readStream(`render-${renderId}`)).filter(
    ({ type }) => type === 'RenderPlanned',
  )
  t.equal(plans.length, 2)
  t.ok((await chunksOf(renderId)).every(({ types }) => !types.includes('ChunkFailed')))
})
