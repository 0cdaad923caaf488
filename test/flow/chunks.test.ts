import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chunkStream } from '@framewright/domain'
import { openEventStore } from '@framewright/event-store'
import type { DryRun, Edit } from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../support/eventually.ts'
import { quietLog } from '../support/quiet-log.ts'
import { startSystem } from '../support/system.ts'
import { freezeFfmpeg, untilTrusted, uploadClip } from './sample-film.ts'

const system = await startSystem(t, { workers: 2 })
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
async function chunksOf(renderId: string): Promise<{ types: string[]; workers: string[] }[]> {
  const events = await eventStore.readStream(`render-${renderId}`)
  const planned = events.findLast(({ type }) => type === 'RenderPlanned')
  assert(planned !== undefined, 'it is planned')
  const { chunkCount } = planned.data as { chunkCount: number }
  return Promise.all(
    Array.from({ length: chunkCount }, async (_, number) => {
      const stored = await eventStore.readStream(chunkStream({ renderId, planId: planned.revision, number }))
      return {
        types: stored.map(({ type }) => type),
        workers: stored.flatMap(({ type, data }) =>
          type === 'ChunkClaimed' ? [(data as { workerId: string }).workerId] : [],
        ),
      }
    }),
  )
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

/** A chunk of the render that is being encoded, held where it is, and who holds it. */
async function untilHeld(renderId: string, isOne: (number: number) => boolean) {
  const tick = await watch.untilProgress(
    renderId,
    ({ chunk, phase, frame, frameCount }) =>
      chunk !== undefined && isOne(chunk.number) && phase === 'encoding' && frame > 0 && frame < frameCount,
  )
  const held = await freezeFfmpeg(system)
  const number = tick.chunk!.number
  const { workers } = (await chunksOf(renderId))[number]!
  const holder = system.workers.find(({ pid }) => workers.at(-1)?.includes(`-${pid}-`))
  assert(holder !== undefined, `somebody holds chunk ${number}`)
  return { ...held, number, holder }
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

test('a worker that is killed late in a film costs the chunk that it held, and nothing else', async (t) => {
  await untilTrusted(system)
  const { renderId } = await client.submit(film('Killed', 'Killed', 'Killed'))
  const { number, holder, thaw } = await untilHeld(renderId, (number) => number >= 3)
  await holder.kill()
  thaw()
  await watch.untilStatus(renderId, 'completed')
  const claims = (await chunksOf(renderId)).map(({ workers }) => workers.length)
  // The sound is that of the films before.
  t.same(claims, [0, 1, 1, 1, 1].with(number, 2), 'the chunk that it held was claimed again, and no other')
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

test('a chunk that is evicted between the plan and the assembly is made anew', async (t) => {
  const edit = film('Evicted', 'Two', 'Three')
  const before = await render(edit)
  const { renderId } = await client.submit(film('Evicted', 'Two', 'Last'))
  const { thaw } = await untilHeld(renderId, (number) => number === 4)
  rmSync(join(system.storageFolder, 'chunks'), { recursive: true })
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
