import type { GradeEffect } from '@framewright/schemas'
import { test } from 'tap'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, width } from './films.ts'
import { planesOf, type Planes } from './planes.ts'

type Color = readonly [number, number, number]

const lumaOf = ([red, green, blue]: Color) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
const each = (color: Color, of: (value: number, at: number) => number): number[] => color.map(of)
const stopGain = (stops: number) => 2 ** (stops / 2.4)
const bend = (value: number, share: number) => {
  const k = share >= 0 ? 3 * share : (-3 * -share) / (1 + 3 * -share)
  return value + (1 - value) ** 2 * ((value * (1 + k)) / (1 + k * value) - value)
}
/** Luma on its own; what a colour differs by from it stays. */
const withLuma = (color: Color, of: (luma: number) => number) =>
  each(color, (value) => value - lumaOf(color) + of(lumaOf(color)))

/** What is written in docs/timeline.md, as plainly as can be. */
const definitions: readonly (readonly [GradeEffect, (color: Color) => number[]])[] = [
  [{ type: 'exposure', stops: -0.8 }, (color) => each(color, (value) => value * stopGain(-0.8))],
  [
    { type: 'white-balance', temperature: 0.6, tint: -0.4 },
    (color) => {
      const light = [2 ** 0.3, 2 ** 0.2, 2 ** -0.3] as const
      return each(color, (value, at) => value * ((light[at] ?? NaN) / lumaOf(light)) ** (1 / 2.4))
    },
  ],
  [
    { type: 'tone', shadows: 0.7, highlights: -0.6 },
    (color) => withLuma(color, (luma) => 1 - bend(1 - bend(luma, 0.7), 0.6)),
  ],
  [
    { type: 'levels', inBlack: 0.1, inWhite: 0.9, gamma: 1.7, outWhite: 0.8, red: { outBlack: 0.3 } },
    ([red, green, blue]) =>
      each([0.3 + 0.7 * red, green, blue], (value) => {
        const share = Math.min(1, Math.max(0, (value - 0.1) / 0.8))
        return 0.8 * share ** (1 / 1.7)
      }),
  ],
  [{ type: 'hue', degrees: 0.0001 }, (color) => [...color]],
  [
    { type: 'vibrance', amount: 0.8 },
    (color) => {
      const gain = 1 + 0.8 * (1 - (Math.max(...color) - Math.min(...color)))
      return each(color, (value) => lumaOf(color) + (value - lumaOf(color)) * gain)
    },
  ],
  [{ type: 'grayscale', amount: 0.7 }, (color) => each(color, (value) => 0.3 * value + 0.7 * lumaOf(color))],
  [
    { type: 'sepia' },
    ([r, g, b]) => [
      0.393 * r + 0.769 * g + 0.189 * b,
      0.349 * r + 0.686 * g + 0.168 * b,
      0.272 * r + 0.534 * g + 0.131 * b,
    ],
  ],
  [{ type: 'invert', amount: 0.9 }, (color) => each(color, (value) => 0.9 - 0.8 * value)],
  [
    { type: 'duotone', shadows: '#330066', highlights: '#ffcc00', amount: 0.8 },
    (color) => {
      const [from, to] = [
        [0.2, 0, 0.4],
        [1, 0.8, 0],
      ]
      return each(color, (value, at) => {
        const tone = (from?.[at] ?? NaN) + ((to?.[at] ?? NaN) - (from?.[at] ?? NaN)) * lumaOf(color)
        return 0.2 * value + 0.8 * tone
      })
    },
  ],
  [
    { type: 'posterize', steps: 4 },
    (color) => each(color, (value) => Math.min(3, Math.floor(value * 4)) / 3),
  ],
  [{ type: 'threshold', level: 0.4 }, (color) => each(color, () => (lumaOf(color) >= 0.4 ? 1 : 0))],
]

/** Where colour is the same for some pixels around, so that the size of its planes does not matter. */
const places = [
  [30, 20],
  [60, 20],
  [100, 20],
  [30, 60],
  [100, 60],
] as const

function colorAt({ y, u, v }: Planes, [column, row]: readonly [number, number]): Color {
  const chroma = row * (width / 2) + column / 2
  const luma = ((y[row * width + column] ?? NaN) / 4 - 16) / 219
  const [blue, red] = [u, v].map((plane) => ((plane[chroma] ?? NaN) / 4 - 128) / 224) as [number, number]
  return [
    luma + 1.5748 * red,
    luma - (0.2126 * 1.5748 * red + 0.0722 * 1.8556 * blue) / 0.7152,
    luma + 1.8556 * blue,
  ]
}

test('grades make of each colour what is written down of them', async (t) => {
  const { studio, still, cutout, moving } = await openEffectStudio(t)
  const tiles = 'color=0x906020:s=160x90[a];color=0x3060a0:s=50x45[b];color=0x50a040:s=60x45[c]'
  const blocks = `${tiles};[a][b]overlay=0:0:format=rgb[d];[d][c]overlay=80:0:format=rgb`
  const image = (await studio.image('blocks.png', blocks, { width: 160, height: 90 })).facts.assetId
  const turned: GradeEffect = { type: 'hue', degrees: 120 }
  const bentBy: GradeEffect = {
    type: 'curves',
    master: [0, 0.4, 1].map((x) => ({ x, y: x === 0.4 ? 0.6 : x })),
    red: [
      { x: 0.2, y: 0.9 },
      { x: 0.8, y: 0.1 },
    ],
  }
  const grades = [...definitions.map(([grade]) => grade), turned, bentBy]
  const clips = [still(image), ...grades.map((grade) => still(image, [grade]))]
  const film = edit(10, [{ kind: 'video', clips }], tenBits)
  const [plain, ...graded] = planesOf(await studio.compose(film), 10)
  if (plain === undefined) throw new Error('there is a frame')
  const seen = (at: number, place: (typeof places)[number]) => colorAt(graded[at] ?? plain, place)
  for (const [at, [{ type }, definition]] of definitions.entries())
    for (const place of places) {
      const wanted = definition(colorAt(plain, place)).map((value) => Math.min(1, Math.max(0, value)))
      const off = Math.max(...wanted.map((value, part) => Math.abs(value - (seen(at, place)[part] ?? NaN))))
      t.ok(off * 255 <= 1.6, `${type} at ${place.join()}: ${(off * 255).toFixed(2)} off`)
    }
  for (const place of places) {
    const [before, after] = [colorAt(plain, place), seen(definitions.length, place)]
    t.ok(Math.abs(lumaOf(before) - lumaOf(after)) < 0.006, 'a hue that is turned keeps its luma')
    const curved = seen(definitions.length + 1, place)
    const green = before[1]
    t.ok(Math.sign(curved[1] - green) === 1, 'a curve above the diagonal makes lighter')
  }
  const [red, green, blue] = seen(definitions.length, [30, 60])
  t.ok(green > red && green > blue, 'a third of a turn makes orange a kind of green')

  const all = grades.filter(({ type }) => type !== 'threshold' && type !== 'posterize')
  for (const outputs of [undefined, tenBits]) {
    const everything = edit(
      10,
      [
        { kind: 'video', clips: [{ type: 'video', asset: moving, duration: 0.2, effects: all }] },
        { kind: 'video', clips: [{ ...still(cutout, grades.toReversed().slice(0, 16)), duration: 0.2 }] },
      ],
      outputs,
    )
    const frames = await studio.compose(everything)
    const older = await studio.compose(everything, ['-cpuflags', 'sse2', '-filter_complex_threads', '1'])
    t.ok(older.equals(frames), 'the same on another processor, and with other threads')
  }
})
