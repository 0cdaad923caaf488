import type { Edit, ImageClip, Mask, VideoClip } from '@framewright/schemas'
import { slicePlan } from '@framewright/timeline'
import { test } from 'tap'
import { tenBits } from './effect-stills.ts'
import { edit, height, openStudio, width } from './films.ts'
import { planesOf } from './planes.ts'

/** Frame n of the video has this luma all over, which is as much of white. */
const levelOf = (frame: number) => (20 + 10 * frame - 16) / 219

test('masks that move', async (t) => {
  const studio = await openStudio(t)
  const size = `${width}x${height}`
  const white = (await studio.image('white.png', `color=white:s=${size}`, { width, height })).facts.assetId
  const counted = (await studio.counted('counted.mp4', { num: 10, den: 1 }, 10, 10)).facts.assetId
  /** Frame n of them is opaque as far as the pixel 20 n. */
  const bars = await studio.stills(
    'bar',
    `color=white:s=${size}:r=10,format=rgba,geq=r=255:g=255:b=255:a='255*lt(X,20*N)'`,
    8,
    true,
  )
  const masked = (mask: Mask, more: Partial<ImageClip> = {}): ImageClip => ({
    ...{ type: 'image', asset: white, duration: 0.3, mask },
    ...more,
  })
  const luma: Mask = { type: 'luma', asset: counted }
  const bar: Mask = { type: 'alpha', sequence: 'bars' }
  const video: VideoClip = { type: 'video', asset: counted, in: 0.5, duration: 0.3 }
  const flat = (level: number) => () => level
  const upTo = (edge: number) => (x: number) => (x < edge ? 1 : 0)
  type Level = (x: number) => number
  const cases: [Edit['tracks'][number]['clips'][number], Level[]][] = [
    [masked(luma), [0, 1, 2].map((n) => flat(levelOf(n)))],
    [masked({ ...luma, in: 0.8, invert: true }), [8, 9, 9].map((n) => flat(1 - levelOf(n)))],
    [masked({ ...bar, in: 0.2 }), [2, 3, 4].map((n) => upTo(20 * n))],
    [masked(bar, { rotation: 180 }), [0, 1, 2].map((n) => (x: number) => (x >= 160 - 20 * n ? 1 : 0))],
    [{ ...video, reverse: true, mask: bar }, [7, 6, 5].map((n, at) => (x) => upTo(20 * at)(x) * levelOf(n))],
    [
      { ...video, speed: 2, duration: 0.2, mask: { ...bar, in: 0.6 } },
      [5, 7].map((n, at) => (x) => upTo(120 + 20 * at)(x) * levelOf(n)),
    ],
  ]
  const film = (outputs?: Edit['outputs']): Edit => ({
    ...edit(10, [{ kind: 'video', clips: cases.map(([clip]) => clip) as ImageClip[] }], outputs),
    sequences: { bars: { assets: bars.map(({ facts }) => facts.assetId), fps: 10 } },
  })

  for (const [bits, outputs] of [
    [8, undefined],
    [10, tenBits],
  ] as const) {
    const step = bits === 8 ? 1 : 4
    const plan = studio.plan(film(outputs))
    const composed = await studio.composePlan(plan)
    const frames = planesOf(composed, bits)
    const levels = cases.flatMap(([, wanted]) => wanted)
    t.equal(frames.length, levels.length)
    for (const [at, level] of levels.entries()) {
      const is = (x: number) => ((frames[at]?.y[45 * width + x] ?? NaN) / step - 16) / 219
      const far = [9, 29, 49, 69, 89, 109, 129, 149].map((x) => Math.abs(is(x) - level(x)))
      t.ok(Math.max(...far) < 0.02, `frame ${at}, in ${bits} bits: ${Math.max(...far)} beside it`)
    }
    const older = await studio.compose(film(outputs), ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])
    t.ok(older.equals(composed), 'the same on another kind of processor, and with other threads')
    if (bits === 10) continue
    const bytes = composed.length / plan.frameCount
    const spans = [4, 11, 13].map((startFrame, at) => ({ startFrame, endFrame: [11, 13, 17][at] ?? 0 }))
    for (const span of spans) {
      const slice = await studio.composePlan(slicePlan(plan, span))
      t.ok(slice.equals(composed.subarray(span.startFrame * bytes, span.endFrame * bytes)), 'and in slices')
    }
  }
})
