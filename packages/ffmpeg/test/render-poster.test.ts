import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { verifyOutput } from '../src/probe/verify.ts'
import { edit, height, openStudio, sha256Of, width } from './films.ts'
import { rgbIn } from './rgb-frames.ts'

test('a poster', async (t) => {
  const studio = await openStudio(t)
  const bars = (await studio.image('bars.png', `testsrc=s=${width}x${height}`, { width, height })).facts
    .assetId
  const white = (await studio.image('white.png', `color=white:s=${width}x${height}`, { width, height })).facts
    .assetId
  const shown = (clips: readonly object[], outputs: Edit['outputs']) =>
    edit(10, [{ kind: 'video', clips: clips.map((clip) => ({ type: 'image', ...clip })) } as never], outputs)
  const poster = { name: 'poster', preset: 'poster' }
  const sumOf = (path = '') => sha256Of(path)

  await t.test('is not black where its film fades from black for two seconds', async (t) => {
    const fading = { asset: bars, duration: 2.2, fadeIn: 2 }
    const [path = ''] = await studio.render(shown([fading], [poster]))
    const pixels = await rgbIn(path)
    t.equal(pixels.length, 3 * width * height)
    t.ok(pixels.filter((value) => value > 100).length > pixels.length / 8)
  })

  // Nothing for a second, then white for 0.7 s, and bars at the end: of the frames 10, 6, 14, 2 and 18 the last shows any.
  const late = [
    { asset: white, start: 1, duration: 0.7 },
    { asset: bars, duration: 0.3 },
  ]
  const wanted = await studio.render(
    shown(late, [
      { ...poster, at: 1.8 },
      { name: 'middle', preset: 'poster', at: 1 },
    ]),
  )

  await t.test('is the frame in the middle, or another where that is of one colour', async (t) => {
    const [chosen] = await studio.render(shown(late, [poster]))
    t.equal(await sumOf(chosen), await sumOf(wanted[0]))
    t.not(await sumOf(chosen), await sumOf(wanted[1]))
    const [early] = await studio.render(shown([{ asset: bars, duration: 0.8 }, ...late], [poster]))
    const [third] = await studio.render(shown([{ asset: bars, duration: 1 }], [poster]))
    t.equal(await sumOf(early), await sumOf(third), 'the nearest to the middle that is not')
  })

  await t.test('is the frame in the middle where no other shows more', async (t) => {
    const all = shown([{ asset: white, start: 1, duration: 1 }], [poster, { ...poster, name: 'same', at: 1 }])
    const [chosen, middle] = await studio.render(all)
    t.equal(await sumOf(chosen), await sumOf(middle))
  })

  await t.test('has the same bytes beside its film, in slices, and on older processors', async (t) => {
    const plan = studio.plan(shown(late, [{ name: 'film', preset: 'standard' }, poster]))
    const [film = '', beside = ''] = await studio.renderPlan(plan)
    const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
    for (const [at, path] of [film, beside].entries())
      await verifyOutput(path, plan.outputs[at]?.expected as never, limits)
    const [, inSlices] = await studio.renderPlan({ ...plan, slicedAt: [7, 12] })
    const [, older] = await studio.renderPlan(plan, ['-cpuflags', 'sse2'])
    for (const path of [beside, inSlices, older]) t.equal(await sumOf(path), await sumOf(wanted[0]))
  })
})
