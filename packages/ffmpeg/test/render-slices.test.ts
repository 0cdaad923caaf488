import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { slicePlan } from '@framewright/timeline'
import fc from 'fast-check'
import { test } from 'tap'
import { edit, lumasIn, openStudio, sha256Of } from './films.ts'
import { openRandomFilms } from './random-films.ts'
import { differing, mayCut, silent } from './sliced-frames.ts'

const run = promisify(execFile)
const twelve = { num: 12, den: 1 }

test('slices of films', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', twelve, 96)).facts.assetId
  const ramp = (await studio.image('ramp.png', 'testsrc=s=120x80', { width: 120, height: 80 })).facts.assetId
  const video = { type: 'video' as const, asset: counted }
  const grow = [
    { time: 0, value: 0.3 },
    { time: 1.5, value: 1.2, easing: 'ease-in-out' as const },
  ]
  const everything = edit(12, [
    {
      kind: 'video',
      clips: [
        { ...video, in: 0.53, duration: 1, fadeIn: 0.5, fadeOut: 0.4 },
        { ...video, in: 2, duration: 1, reverse: true, transition: { type: 'wipe-left', duration: 0.25 } },
        { ...video, in: 1, duration: 1, speed: 1.7 },
        { type: 'image', asset: ramp, duration: 1, kenBurns: { from: { zoom: 1 }, to: { zoom: 2, x: 0.2 } } },
      ],
    },
    {
      kind: 'video',
      clips: [
        { ...video, start: 0.25, duration: 2, freeze: true, scale: grow, rotation: 20, opacity: 0.5 },
        {
          ...{ type: 'image', asset: ramp, duration: 1, scale: 0.5, borderRadius: 0.2, blend: 'screen' },
          effects: [{ type: 'grain', strength: 0.8 }],
          opacity: [
            { time: 0, value: 1 },
            { time: 0.8, value: 0.2 },
          ],
        },
      ],
    },
    {
      kind: 'video',
      clips: [
        {
          ...{ type: 'captions', start: 0.1, duration: 2, fadeIn: 0.5, size: 12 },
          activeWord: { color: '#ff0000' },
          words: ['one', 'two', 'three', 'four', 'five'].map((text, at) => ({
            ...{ text, start: 0.3 * at, end: 0.3 * at + 0.3 },
          })),
        },
        { type: 'text', text: 'Bye', duration: 1.2, animateIn: { type: 'slide-up', duration: 0.5 } },
      ],
    },
  ])

  await t.test('have the frames of the film, wherever it may be cut', async (t) => {
    const plan = silent(studio.plan({ ...everything, effects: [{ type: 'grain', size: 2 }] }))
    const borders = Array.from({ length: plan.frameCount - 1 }, (_, at) => at + 1).filter(
      (frame) => frame % 5 === 3 && mayCut(plan)(frame),
    )
    t.ok(borders.length >= 8, `it is cut at ${borders.join(', ')}`)
    const whole = await studio.composePlan(plan)
    t.same(await differing(studio, plan, borders, whole), [])
  })

  await t.test('of films at random have them as well', async () => {
    const films = await openRandomFilms(t)
    const film = [{ name: 'film', preset: 'standard' }]
    const property = fc.asyncProperty(films.edits, fc.nat(), async (random, at) => {
      const one = { ...random, outputs: film }
      fc.pre(films.isFilm(one))
      const plan = silent(films.studio.plan(one))
      const border = 1 + (at % plan.frameCount)
      fc.pre(border < plan.frameCount && mayCut(plan)(border))
      const whole = await films.studio.composePlan(plan)
      assert.deepEqual(await differing(films.studio, plan, [border], whole), [])
    })
    await fc.assert(property, { seed: 20261127, numRuns: 3, endOnFailure: true })
  })

  await t.test('have no more of a composition than they show', async (t) => {
    const inner = { type: 'crossfade' as const, duration: 0.5 }
    const nested = {
      background: '#203040',
      tracks: [
        {
          kind: 'video' as const,
          clips: [
            { ...video, duration: 1 },
            { ...video, in: 3, duration: 1.5, transition: inner },
            { type: 'image' as const, asset: ramp, duration: 1, fadeIn: 0.5 },
          ],
        },
      ],
    }
    const clip = { type: 'composition' as const, composition: 'inner', in: 0.25, duration: 2.5 }
    const plan = silent(
      studio.plan({
        ...edit(12, [
          { kind: 'video', clips: [{ ...video, duration: 3 }] },
          { kind: 'video', clips: [{ ...clip, scale: 0.6 }] },
          { kind: 'video', clips: [{ ...clip, start: 0.5, fadeOut: 1, rotation: 30, scale: 0.4 }] },
        ]),
        compositions: { inner: nested },
      }),
    )
    t.same(await differing(studio, plan, [5, 9, 13, 24, 29], await studio.composePlan(plan)), [])
    const [last] = slicePlan(plan, { startFrame: 29, endFrame: 36 }).tracks.at(-1)?.runs[0]?.clips ?? []
    t.equal(
      last?.kind === 'composition' && last.composition.tracks[0]?.runs.flatMap(({ clips }) => clips).length,
      1,
    )
  })

  await t.test('are all that is made of it for a still, which is the same picture', async (t) => {
    const still = { name: 'still', preset: 'still_png', at: 2.1 }
    const plan = studio.plan({ ...everything, outputs: [still] })
    const [command] = await studio.commands({ ...everything, outputs: [still] })
    t.ok(command?.args.join(' ').includes('trim=end_frame=1'), 'one frame is composed')
    const [alone = ''] = await studio.renderPlan(plan)
    const [, beside = ''] = await studio.render({
      ...everything,
      outputs: [{ name: 'film', preset: 'standard' }, still],
    })
    t.equal(await sha256Of(alone), await sha256Of(beside))
  })

  await t.test('are joined to a file in which nothing is missing, doubled or late', async (t) => {
    const ntsc = { num: 24000, den: 1001 }
    const plan = studio.plan(
      edit(
        ntsc,
        [{ kind: 'video', clips: [{ ...video, duration: 4 }] }],
        [
          { name: 'film', preset: 'standard' },
          { name: 'web', preset: 'web' },
          { name: 'master', preset: 'prores_422' },
          { name: 'still', preset: 'still_png', at: 2.5 },
        ],
      ),
    )
    const whole = await studio.renderPlan(plan)
    const slices = await studio.renderPlan({ ...plan, slicedAt: [24, 40, 61] })
    for (const [at, path] of slices.slice(0, 3).entries()) {
      t.same(await timesIn(path), await timesIn(whole[at] ?? ''), `${plan.outputs[at]?.name}`)
      t.equal(await complaints(path), '', 'every frame is decoded')
    }
    const far = (await lumasIn(slices[0] ?? '')).map((luma, n) =>
      Math.abs(luma - (20 + 2 * Math.floor(n / 2))),
    )
    t.ok(Math.max(...far.slice(0, 160)) < 3.5, `its frames show their numbers: ${Math.max(...far)}`)
    t.equal(await sha256Of(slices[2] ?? ''), await sha256Of(whole[2] ?? ''), 'ProRes is the same file')
    t.equal(await sha256Of(slices[3] ?? ''), await sha256Of(whole[3] ?? ''), 'and so is a still')
  })
})

/** When each frame is shown, and for how long. */
async function timesIn(path: string): Promise<string[]> {
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'packet=pts,duration',
    '-of',
    'csv=p=0',
  ]
  return (await run('ffprobe', [...args, path])).stdout.trim().split('\n').sort()
}

const complaints = async (path: string): Promise<string> =>
  (await run('ffmpeg', ['-v', 'warning', '-nostdin', '-i', path, '-f', 'null', '-'])).stderr
