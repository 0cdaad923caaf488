import type { Edit, FilmEffect, ShapeClip } from '@framewright/schemas'
import { slicePlan } from '@framewright/timeline'
import { test } from 'tap'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, width } from './films.ts'
import { planesOf } from './planes.ts'

type VideoTrack = Extract<Edit['tracks'][number], { kind: 'video' }>
const pictures = (effects: FilmEffect[] | null, ...clips: VideoTrack['clips']): VideoTrack => ({
  ...{ kind: 'video', clips },
  ...(effects && { effects }),
})
const effects: FilmEffect[] = [
  { type: 'blur', sigma: 2 },
  { type: 'vignette', strength: 0.7 },
  { type: 'color', saturation: 0.3 },
]
const older = ['-cpuflags', 'sse2', '-filter_complex_threads', '7']

test('effects of a track', async (t) => {
  const { studio, moving, image, still } = await openEffectStudio(t)
  const square = (fill: string, more: Partial<ShapeClip> = {}): ShapeClip => ({
    ...{ type: 'shape', shape: { type: 'rectangle', width: 60, height: 40, fill }, duration: 0.2 },
    ...more,
  })

  await t.test('are those of the film where it is all that there is, its transitions as well', async (t) => {
    const clips: VideoTrack['clips'] = [
      { ...still(image), duration: 0.2 },
      {
        ...{ type: 'video', asset: moving, duration: 0.3, fit: 'fill' },
        transition: { type: 'wipe-left', duration: 0.1 },
      },
    ]
    const ofTrack = await studio.compose(edit(10, [pictures(effects, ...clips)]))
    const ofFilm = await studio.compose({ ...edit(10, [pictures(null, ...clips)]), effects })
    t.ok(ofTrack.equals(ofFilm))
  })

  await t.test(
    'are done to what is placed on its canvas, and mix no colour of nothing into it',
    async (t) => {
      const spatial: FilmEffect[] = [
        { type: 'blur', sigma: 3 },
        { type: 'pixelate', size: 16 },
        { type: 'sharpen', amount: 2 },
      ]
      const frames = planesOf(
        await studio.compose(
          edit(10, [
            pictures(null, square('#800000', { scale: 8, duration: 0.3 })),
            ...spatial.map((kind, at) =>
              pictures([kind], square('#ffffff', { start: at / 10, duration: 0.1 })),
            ),
          ]),
        ),
      )
      const red = 16 + Math.round((219 * 0.2126 * 0x80) / 255)
      // The left edge of the square is at 50; a Gaussian leaves half there, and blocks begin with the canvas.
      const atEdge = [(red + 235) / 2, red + ((235 - red) * 14) / 16, red]
      for (const [at, { type }] of spatial.entries()) {
        const row = Array.from({ length: width }, (_, x) => frames[at]?.y[45 * width + x] ?? NaN)
        t.ok(
          Math.min(...row) >= red - 2,
          `${type}: nothing is darker than what is below: ${Math.min(...row)}`,
        )
        t.ok(Math.abs((row[80] ?? 0) - 235) <= 1 && Math.abs((row[8] ?? 0) - red) <= 2, type)
        const seen = ((row[49] ?? 0) + (row[at === 0 ? 50 : 49] ?? 0)) / 2
        t.ok(Math.abs(seen - (atEdge[at] ?? NaN)) <= 3, `${type}: ${seen}`)
      }
    },
  )

  await t.test('take in titles, leave gaps alone, and keep the blending of a clip', async (t) => {
    const invert: FilmEffect[] = [{ type: 'invert' }]
    const below = pictures(null, square('#404040', { scale: 8, duration: 0.5 }))
    const above = pictures(invert, square('#202020', { blend: 'add' }), {
      type: 'text',
      text: '█████',
      size: 60,
      color: '#000000',
      start: 0.3,
      duration: 0.2,
    })
    const frames = planesOf(await studio.compose(edit(10, [below, above])))
    const middle = frames.map(({ y }) => y[45 * width + 80] ?? NaN)
    const gray = (value: number) => 16 + (219 * value) / 255
    for (const [at, wanted] of [255, 255, 0x40, 255, 255].entries())
      t.ok(Math.abs((middle[at] ?? 0) - gray(wanted)) <= 2, `frame ${at}: ${middle[at]}`)
    const corner = frames.map(({ y }) => y[2 * width + 2] ?? NaN)
    t.ok(
      corner.every((luma) => Math.abs(luma - gray(0x40)) <= 1),
      `${corner.join(' ')}`,
    )
  })

  await t.test('are the same on another processor, and in slices, within compositions too', async (t) => {
    const moved: VideoTrack['clips'] = [
      { type: 'video', asset: moving, duration: 0.2, scale: 0.6, rotation: 20, fadeIn: 0.2 },
      { ...still(image), scale: 0.5, duration: 0.2, transition: { type: 'crossfade', duration: 0.1 } },
    ]
    const mixing: FilmEffect[] = [
      { type: 'blur', sigma: 2 },
      { type: 'sharpen' },
      { type: 'pixelate', size: 4 },
    ]
    const given: Edit = {
      ...edit(10, [pictures(null, { type: 'composition', composition: 'in' })]),
      compositions: { in: { tracks: [pictures([...mixing, { type: 'grain' }], ...moved)] } },
    }
    const frames = await studio.compose(given)
    t.ok((await studio.compose(given, older)).equals(frames))
    const plan = studio.plan(given)
    const slices: Buffer[] = []
    for (const [startFrame = 0, endFrame = 0] of [
      [0, 2],
      [2, 3],
    ])
      slices.push(await studio.composePlan(slicePlan(plan, { startFrame, endFrame })))
    t.ok(Buffer.concat(slices).equals(frames))
    const deep = edit(10, [pictures(mixing.slice(0, 1), { ...still(image), scale: 0.5 })], tenBits)
    t.ok((await studio.compose(deep, older)).equals(await studio.compose(deep)))
  })
})
