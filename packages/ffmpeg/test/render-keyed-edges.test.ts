import type { Edit, ImageClip, Mask, ShapeClip, VideoClip } from '@framewright/schemas'
import { slicePlan } from '@framewright/timeline'
import { test } from 'tap'
import { tenBits } from './effect-stills.ts'
import { edit, height, openStudio, width } from './films.ts'
import { planesOf } from './planes.ts'

type Clip = VideoClip | ImageClip | ShapeClip
/** From the first frame to the fourth. */
const keys = (from: number, to: number) => [
  { time: 0, value: from },
  { time: 0.3, value: to },
]
const frames = [0, 1, 2, 3]

/** The same as it is on a frame. */
const at = <T>(given: T, frame: number): T => {
  if (typeof given !== 'object' || given === null) return given
  if (!Array.isArray(given))
    return Object.fromEntries(Object.entries(given).map(([key, one]) => [key, at(one, frame)])) as T
  const [from, to] = given as { time?: number; value: number }[]
  if (from?.time === undefined) return given.map((one) => at<unknown>(one, frame)) as T
  return Number((from.value + (((to?.value ?? 0) - from.value) * frame) / 3).toFixed(6)) as T
}

test('masks and corners that change', async (t) => {
  const studio = await openStudio(t)
  const image = (await studio.image('image.png', `testsrc=s=${width}x${height}`, { width, height })).facts
    .assetId
  const counted = (await studio.counted('counted.mp4', { num: 10, den: 1 }, 12, 20)).facts.assetId
  const still = (mask: Mask, more: Partial<ImageClip> = {}): ImageClip => ({
    ...{ type: 'image', asset: image, duration: 0.4, mask },
    ...more,
  })
  const point = (x: number, y: number) => ({ x, y })
  const cases: [what: string, clip: Clip][] = [
    [
      'a rectangle that grows and goes, under an effect',
      still(
        {
          type: 'rectangle',
          width: keys(0, 0.9),
          height: 0.5,
          radius: keys(0, 0.45),
          position: { x: keys(0.2, 0.6), y: 0.5 },
        },
        { effects: [{ type: 'invert' }] },
      ),
    ],
    ['a soft edge', still({ type: 'ellipse', width: 0.6, feather: keys(0, 0.3), invert: true })],
    [
      'a polygon, of a picture that is turned',
      still(
        { type: 'polygon', points: [{ x: keys(0, 0.6), y: 0 }, point(1, 0), point(0.3, 1)], feather: 0.1 },
        { rotation: 20, scale: 0.7 },
      ),
    ],
    [
      'a shape',
      {
        ...{ type: 'shape', duration: 0.4, shape: { type: 'rectangle', width: 90, height: 60 } },
        mask: { type: 'rectangle', width: keys(0.3, 0.9) },
      },
    ],
    ['corners', { type: 'image', asset: image, duration: 0.4, borderRadius: keys(0, 0.45), opacity: 0.5 }],
    [
      'corners of what is turned',
      { type: 'image', asset: image, duration: 0.4, borderRadius: keys(0.3, 0), rotation: 10, scale: 0.8 },
    ],
  ]
  const filmOf = (clips: readonly Clip[], outputs?: Edit['outputs']) =>
    edit(10, [{ kind: 'video', clips: [...clips] }], outputs)
  const given = filmOf(cases.map(([, clip]) => clip))
  const composed = await studio.compose(given)

  await t.test('are on each frame what they would be if they stood still', async (t) => {
    const alone = filmOf(
      cases.flatMap(([, clip]) => frames.map((frame) => ({ ...at(clip, frame), duration: 0.1 }))),
    )
    const [is, wanted] = [planesOf(composed), planesOf(await studio.compose(alone))]
    t.equal(is.length, wanted.length)
    for (const [index, { y }] of is.entries()) {
      const what = cases[Math.floor(index / 4)]?.[0]
      t.ok(Buffer.from(y).equals(Buffer.from(wanted[index]?.y ?? [])), `${what}, frame ${index % 4}`)
      if (index % 4 > 0) t.notOk(Buffer.from(y).equals(Buffer.from(is[index - 1]?.y ?? [])), 'another one')
    }
  })

  await t.test('go by the frames of a clip, whichever way it runs', async (t) => {
    const half: VideoClip = {
      ...{ type: 'video', asset: counted, duration: 0.4, borderRadius: keys(0, 0.1) },
      mask: { type: 'rectangle', width: keys(0, 1), position: point(0.5, 0.5) },
    }
    const shown = planesOf(await studio.compose(filmOf([half, { ...half, reverse: true, rotation: 180 }])))
    const wanted = [20, 40, 60, 80, 80, 60, 40, 20]
    for (const [index, { y }] of shown.entries()) {
      const row = Array.from(y).slice(45 * width, 46 * width)
      const reach = row.filter((luma) => luma > 18).length
      t.ok(Math.abs(reach - (width * (index % 4)) / 3) <= 3, `frame ${index}: ${reach} pixels are left`)
      if (index % 4 > 0)
        t.ok(Math.abs((row[80] ?? 0) - (wanted[index] ?? 0)) <= 1, `frame ${index}: ${row[80]}`)
    }
  })

  await t.test('are the same in slices, in ten bits too, and on another processor', async (t) => {
    const older = ['-cpuflags', 'sse2', '-filter_complex_threads', '7']
    const plan = studio.plan(given)
    const bytes = (width * height * 3) / 2
    const slice = await studio.composePlan(slicePlan(plan, { startFrame: 6, endFrame: 19 }))
    t.ok(composed.subarray(6 * bytes, 19 * bytes).equals(slice))
    const deep = filmOf(
      [1, 4].map((which) => ({ ...(cases[which]?.[1] as ImageClip), duration: 0.2 })),
      tenBits,
    )
    t.ok((await studio.compose(deep, older)).equals(await studio.compose(deep)))
  })
})
