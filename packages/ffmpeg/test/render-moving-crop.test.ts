import type { Crop, Edit, VideoClip } from '@framewright/schemas'
import { slicePlan } from '@framewright/timeline'
import { test } from 'tap'
import { edit, height, openStudio, width } from './films.ts'
import { furthest, planesOf, type Planes } from './planes.ts'

type Clip = Extract<Edit['tracks'][number], { kind: 'video' }>['clips'][number]
const keys = (...values: [time: number, value: number][]) => values.map(([time, value]) => ({ time, value }))

/** A dot with a soft edge, in a picture of 400 by 300. */
const dot = { x: 230, y: 140 }
const size = { width: 400, height: 300 }

test('a crop that changes', async (t) => {
  const studio = await openStudio(t)
  const light = `255*exp(-(pow(X+0.5-${dot.x},2)+pow(Y+0.5-${dot.y},2))/800)`
  const source = `color=black:s=400x300,format=gray,geq=lum='${light}'`
  const spot = (await studio.image('spot.png', source, size)).facts.assetId
  const film = (await studio.counted('film.mp4', { num: 10, den: 1 }, 10, 8)).facts.assetId
  const still = (crop: Crop, more: Partial<VideoClip> = {}) =>
    ({ type: 'image', asset: spot, duration: 0.5, crop, ...more }) as Clip
  const filmOf = (...clips: Clip[]) => edit(10, [{ kind: 'video', clips }])

  // From the first frame to the fifth: a window that moves, one that gets smaller, and one that changes its shape.
  const pan: Crop = {
    left: keys([0, 0.1], [0.4, 0.3]),
    right: keys([0, 0.4], [0.4, 0.2]),
    top: 0.2,
    bottom: 0.2,
  }
  const near: Crop = { left: keys([0, 0], [0.4, 0.4]), right: keys([0, 0], [0.4, 0.2]) }
  const tall: Crop = { ...near, top: keys([0, 0.3], [0.4, 0.1]) }
  const cases: [what: string, crop: Crop, more: Partial<VideoClip>][] = [
    ['contain', pan, {}],
    [
      'none, flipped and turned',
      pan,
      { fit: 'none', flip: 'both', rotation: 180, effects: [{ type: 'invert' }] },
    ],
    ['fill', tall, { fit: 'fill' }],
    ['cover', tall, { fit: 'cover', flip: 'horizontal' }],
  ]
  /** The same crop as it is on a frame. */
  const at = (crop: Crop, frame: number): Crop =>
    Object.fromEntries(
      Object.entries(crop).map(([side, value]) => {
        if (typeof value === 'number') return [side, value]
        const [from = 0, to = 0] = value.map((key) => key.value)
        return [side, from + ((to - from) * Math.min(4, frame)) / 4]
      }),
    )
  const given = filmOf(...cases.map(([, crop, more]) => still(crop, more)))
  const composed = await studio.compose(given)

  await t.test('shows on each frame what it would show if it stood still', async (t) => {
    const frames = planesOf(composed)
    const wanted = planesOf(
      await studio.compose(
        filmOf(
          ...cases.flatMap(([, crop, more]) =>
            [0, 1, 2, 3, 4].map((frame) => still(at(crop, frame), { ...more, duration: 0.1 })),
          ),
        ),
      ),
    )
    t.equal(frames.length, wanted.length)
    for (const [index, frame] of frames.entries()) {
      const what = `${cases[Math.floor(index / 5)]?.[0]}, frame ${index % 5}`
      // A crop that stands still is made to whole pixels, of which two are two levels of this dot.
      t.ok(
        furthest(frame.y, wanted[index]?.y ?? []) <= 14,
        `${what}: ${furthest(frame.y, wanted[index]?.y ?? [])}`,
      )
    }
  })

  await t.test('is moved by fractions of a pixel', (t) => {
    const [, , filled] = [0, 1, 2].map((which) => planesOf(composed).slice(5 * which, 5 * which + 5))
    for (const [frame, planes] of (filled ?? []).entries()) {
      const { left = 0, top = 0, right = 0 } = at(tall, frame) as Record<string, number>
      const wanted = {
        x: ((dot.x / 400 - left) / (1 - left - right)) * width,
        y: ((dot.y / 300 - top) / (1 - top)) * height,
      }
      const found = dotIn(planes)
      t.ok(Math.abs(found.x - wanted.x) < 0.06, `frame ${frame}: x is ${found.x}, not ${wanted.x}`)
      t.ok(Math.abs(found.y - wanted.y) < 0.06, `frame ${frame}: y is ${found.y}, not ${wanted.y}`)
    }
    t.end()
  })

  await t.test('is the same in slices, and on another processor', async (t) => {
    t.ok(
      (await studio.compose(given, ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])).equals(composed),
    )
    const plan = studio.plan(given)
    const bytes = (width * height * 3) / 2
    const slice = await studio.composePlan(slicePlan(plan, { startFrame: 7, endFrame: 18 }))
    t.ok(composed.subarray(7 * bytes, 18 * bytes).equals(slice))
  })

  await t.test('leaves the frames of a video in their order', async (t) => {
    const clip: VideoClip = { type: 'video', asset: film, duration: 0.5, fit: 'fill', crop: near }
    const frames = planesOf(await studio.compose(filmOf(clip, { ...clip, reverse: true })))
    const lumas = frames.map(({ y }) => Math.round(((y[45 * width + 80] ?? NaN) - 20) / 8))
    t.same(lumas, [0, 1, 2, 3, 4, 4, 3, 2, 1, 0])
  })
})

/** The centre of what is light in a frame. */
function dotIn(frame: Planes): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0]
  for (let at = 0; at < width * height; at++) {
    const light = Math.max(0, (frame.y[at] ?? NaN) - 60)
    mass += light
    x += light * ((at % width) + 0.5)
    y += light * (Math.floor(at / width) + 0.5)
  }
  return { x: x / mass, y: y / mass }
}
