import type { ClipEffect, Edit } from '@framewright/schemas'
import { slicePlan } from '@framewright/timeline'
import { test } from 'tap'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, width } from './films.ts'
import { furthest, planesOf } from './planes.ts'

type Clip = Extract<Edit['tracks'][number], { kind: 'video' }>['clips'][number]
const keys = (...values: [time: number, value: number][]) => values.map(([time, value]) => ({ time, value }))
const older = ['-cpuflags', 'sse2', '-filter_complex_threads', '7']

test('effects along keyframes', async (t) => {
  const { studio, moving, image, cutout, still } = await openEffectStudio(t)
  const film = (...clips: Clip[]) => edit(10, [{ kind: 'video', clips }])

  await t.test('are on each frame what they would be with its number alone', async (t) => {
    const changing: ClipEffect[] = [
      { type: 'blur', sigma: keys([0, 0], [0.3, 3]) },
      { type: 'color', saturation: keys([0, 1], [0.3, 0]), brightness: keys([0.1, 0], [0.2, 0.2]) },
      { type: 'pixelate', size: keys([0.2, 2], [0.3, 8]) },
      { type: 'vibrance', amount: keys([0, -1], [0.3, 0.5]) },
      { type: 'posterize', steps: keys([0, 20], [0.3, 29]) },
      { type: 'vignette', strength: keys([0.1, 0], [0.3, 0.8]) },
      {
        type: 'chroma-key',
        similarity: keys([0, 0.1], [0.3, 0.4]),
        softness: keys([0, 0.4], [0.3, 0.1]),
        spill: keys([0.1, 0], [0.3, 1]),
      },
    ]
    const at = (frame: number): ClipEffect[] => [
      ...(frame === 0 ? [] : [{ type: 'blur', sigma: frame } as const]),
      {
        type: 'color',
        saturation: [1, 0.666667, 0.333333, 0][frame] ?? 0,
        brightness: [0, 0, 0.2, 0.2][frame] ?? 0,
      },
      { type: 'pixelate', size: frame === 3 ? 8 : 2 },
      { type: 'vibrance', amount: -1 + frame / 2 },
      { type: 'posterize', steps: 20 + 3 * frame },
      { type: 'vignette', strength: [0, 0, 0.4, 0.8][frame] ?? 0 },
      {
        type: 'chroma-key',
        similarity: 0.1 * (1 + frame),
        softness: Number((0.4 - 0.1 * frame).toFixed(6)),
        spill: [0, 0, 0.5, 1][frame] ?? 0,
      },
    ]
    const frames = await studio.compose(film({ ...still(image, changing), duration: 0.4 }))
    const alone = await studio.compose(film(...[0, 1, 2, 3].map((frame) => still(image, at(frame)))))
    t.ok(frames.equals(alone))
  })

  await t.test('are mixed with what they were done to, by as much as is said', async (t) => {
    const invert = (mix: NonNullable<ClipEffect['mix']>): ClipEffect[] => [{ type: 'invert', mix }]
    const frames = planesOf(
      await studio.compose(
        film(
          { ...still(image, invert(keys([0, 0], [0.4, 1]))), duration: 0.5 },
          still(image),
          still(image, invert(1)),
          still(image, [{ type: 'invert', amount: keys([0, 0.25]) }]),
        ),
      ),
    )
    const [plain, inverted] = [frames[5], frames[6]]
    for (const plane of ['y', 'u', 'v'] as const) {
      for (const [at, share] of [0, 0.25, 0.5, 0.75, 1].entries()) {
        const wanted = Array.from(
          plain?.[plane] ?? [],
          (value, i) => value + share * ((inverted?.[plane][i] ?? NaN) - value),
        )
        t.ok(
          furthest(frames[at]?.[plane] ?? [], wanted) <= (share === 0 || share === 1 ? 0 : 1),
          `${plane} at ${share}`,
        )
      }
      t.equal(
        furthest(frames[7]?.[plane] ?? [], frames[1]?.[plane] ?? []) <= 1,
        true,
        'a quarter of its amount',
      )
    }
  })

  await t.test(
    'mix what can be seen through, and are the same in slices and on another processor',
    async (t) => {
      const fading: ClipEffect[] = [
        { type: 'chroma-key', color: '#00ff00', mix: keys([0, 0], [0.3, 1]) },
        { type: 'grain', strength: keys([0, 0.2], [0.3, 1]), mix: 0.5 },
        { type: 'hue', degrees: keys([0, 0], [0.4, 180]) },
      ]
      const given: Edit = {
        ...edit(10, [
          { kind: 'video', clips: [{ type: 'video', asset: moving, duration: 0.4, fit: 'fill' }] },
          {
            ...{ kind: 'video', effects: [{ type: 'blur', sigma: keys([0, 0], [0.3, 2]) }] },
            clips: [{ ...still(cutout, fading), duration: 0.4 }],
          },
        ]),
        effects: [{ type: 'exposure', stops: keys([0, -1], [0.3, 1]), mix: keys([0.1, 1], [0.2, 0.5]) }],
      }
      const frames = await studio.compose(given)
      t.ok((await studio.compose(given, older)).equals(frames))
      const plan = studio.plan(given)
      const slices: Buffer[] = []
      for (const [startFrame = 0, endFrame = 0] of [
        [0, 1],
        [1, 3],
        [3, 4],
      ])
        slices.push(await studio.composePlan(slicePlan(plan, { startFrame, endFrame })))
      t.ok(Buffer.concat(slices).equals(frames))
      t.equal(frames.length, 4 * 1.5 * width * 90)
      const deep = edit(
        10,
        [
          {
            kind: 'video',
            clips: [
              {
                ...still(image, [{ type: 'blur', sigma: keys([0, 0.3], [0.1, 2]), mix: 0.5 }]),
                duration: 0.2,
              },
            ],
          },
        ],
        tenBits,
      )
      t.ok((await studio.compose(deep, older)).equals(await studio.compose(deep)))
    },
  )
})
