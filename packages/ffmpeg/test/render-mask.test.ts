import type { Edit, ImageClip, Mask, ShapeClip } from '@framewright/schemas'
import { test } from 'tap'
import { tenBits } from './effect-stills.ts'
import { edit, height, openStudio, width } from './films.ts'
import { planesOf, type Planes } from './planes.ts'

/** How much of white is left at the middle of a pixel. */
type Level = (x: number, y: number) => number

/** The share of a Gaussian that lies below so many standard deviations (Abramowitz and Stegun 7.1.26). */
function below(deviations: number): number {
  const x = Math.abs(deviations) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
  const rest = (series * Math.exp(-x * x)) / 2
  return deviations < 0 ? rest : 1 - rest
}

const within = (x: number, y: number, halfWidth: number, halfHeight: number): number =>
  Math.abs(x) < halfWidth && Math.abs(y) < halfHeight ? 1 : 0

test('masks', async (t) => {
  const studio = await openStudio(t)
  const size = { width, height }
  const asset = (name: string, filters: string, of = size, hasAlpha = false) =>
    studio.image(name, filters, of, hasAlpha).then(({ facts }) => facts.assetId)
  const white = await asset('white.png', `color=white:s=${width}x${height}`)
  const ramp = await asset('ramp.png', `color=black:s=${width}x${height},format=gray,geq=lum='X*255/159'`)
  const clear = await asset(
    'clear.png',
    `color=red:s=${width}x${height},format=rgba,geq=r=255:g=0:b=0:a='Y*255/89'`,
    size,
    true,
  )
  const square = await asset('square.png', 'color=white:s=60x60', { width: 60, height: 60 })
  const drawing = await studio.file(
    'half.svg',
    '<svg viewBox="0 0 16 9" xmlns="http://www.w3.org/2000/svg"><rect width="8" height="9" fill="#fff"/></svg>',
  )
  const video = (await studio.plain('white.mov', 'white', 1)).facts.assetId
  const masked = (mask: Mask, more: Partial<ImageClip> = {}): ImageClip => ({
    ...{ type: 'image', asset: white, duration: 0.1, mask },
    ...more,
  })
  const shape: ShapeClip = {
    ...{ type: 'shape', duration: 0.1, shape: { type: 'rectangle', width: 80, height: 40 } },
    ...{
      position: { x: 0.5, y: 0.5 },
      mask: { type: 'rectangle', width: 0.5, position: { x: 0.25, y: 0.5 } },
    },
  }
  const leftHalf: Mask = { type: 'rectangle', width: 0.5, position: { x: 0.25, y: 0.5 } }

  const cases: [string, Edit['tracks'][number]['clips'][number], Level][] = [
    [
      'a rectangle',
      masked({ type: 'rectangle', width: 0.5, height: 0.4, position: { x: 0.5, y: 0.3 } }),
      (x, y) => within(x - 80, y - 27, 40, 18),
    ],
    [
      'an ellipse, inverted',
      masked({ type: 'ellipse', width: 0.5, invert: true }),
      (x, y) => (((x - 80) / 40) ** 2 + ((y - 45) / 45) ** 2 < 1 ? 0 : 1),
    ],
    [
      'round corners',
      masked({ type: 'rectangle', width: 0.5, height: 0.5, radius: 0.5 }),
      (x, y) => (Math.hypot(Math.max(0, Math.abs(x - 80) - 17.5), y - 45) < 22.5 ? 1 : 0),
    ],
    [
      'a polygon',
      masked({
        type: 'polygon',
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 0 },
          { x: 0, y: 1 },
        ],
      }),
      (x, y) => (x / 160 + y / 90 < 1 ? 1 : 0),
    ],
    ['a soft edge', masked({ ...leftHalf, feather: 0.2 }), (x) => below((80 - x) / 4.5)],
    ['the luma of an image', masked({ type: 'luma', asset: ramp }), (x) => (x - 0.5) / 159],
    ['its opposite', masked({ type: 'luma', asset: ramp, invert: true }), (x) => 1 - (x - 0.5) / 159],
    ['the alpha of an image', masked({ type: 'alpha', asset: clear }), (_, y) => (y - 0.5) / 89],
    [
      'an image that does not reach all over',
      masked({ type: 'luma', asset: square, fit: 'contain' }),
      (x, y) => within(x - 80, y - 45, 45, 45),
    ],
    ['one that reaches farther', masked({ type: 'luma', asset: square, fit: 'cover' }), () => 1],
    [
      'a drawing',
      masked({ type: 'alpha', asset: drawing.facts.assetId }),
      (x, y) => within(x - 40, y - 45, 40, 45),
    ],
    [
      'a picture that is turned takes its mask along',
      masked(leftHalf, { rotation: 180, scale: 0.5 }),
      (x, y) => within(x - 100, y - 45, 20, 23),
    ],
    [
      'and one that moves',
      masked(leftHalf, { position: { x: [{ time: 0, value: 0.75 }], y: 0.5 } }),
      (x, y) => within(x - 80, y - 45, 40, 45),
    ],
    ['a shape', shape, (x, y) => within(x - 60, y - 45, 20, 20)],
    [
      'a video, whose own corners are round',
      { type: 'video', asset: video, duration: 0.1, mask: leftHalf, borderRadius: 0.5 },
      (x, y) => (x < 80 && Math.hypot(Math.max(0, 45 - x), y - 45) < 45 ? 1 : 0),
    ],
    [
      'what is left when effects are done',
      masked({ ...leftHalf, invert: true }, { effects: [{ type: 'blur', sigma: 8 }] }),
      (x) => (x > 80 ? 1 : 0),
    ],
  ]
  const film = (outputs?: Edit['outputs']): Edit => {
    const clips = cases.map(([, clip]) => clip) as ImageClip[]
    return edit(10, [{ kind: 'video', clips }], outputs)
  }

  for (const [bits, outputs] of [
    [8, undefined],
    [10, tenBits],
  ] as const) {
    const composed = await studio.compose(film(outputs))
    await t.test(`leave as much of a picture as they say, at each pixel, in ${bits} bits`, (t) => {
      const frames = planesOf(composed, bits)
      t.equal(frames.length, cases.length)
      for (const [at, [what, , level]] of cases.entries()) {
        const { far, sum } = compared(frames[at], bits, level)
        // Beside an edge a pixel is shared; three boxes are nearly a Gaussian.
        t.ok(far < 0.015, `${what}: ${far} beside what it should be`)
        t.ok(sum < 0.01, `${what}: ${sum} too much or too little of it`)
      }
      t.end()
    })
    const older = await studio.compose(film(outputs), ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])
    t.ok(older.equals(composed), `the same on another kind of processor, and with other threads`)
  }
})

/** How far the levels of a frame are from those wanted, away from edges, at most; and all of them together. */
function compared(frame: Planes | undefined, bits: 8 | 10, level: Level): { far: number; sum: number } {
  const step = bits === 8 ? 1 : 4
  let [far, sum, wantedSum] = [0, 0, 0]
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5]
    const is = ((frame?.y[at] ?? NaN) / step - 16) / 219
    const wanted = level(x, y)
    const around = [-2, 0, 2].flatMap((dy) => [-2, 0, 2].map((dx) => level(x + dx, y + dy)))
    if (Math.max(...around) - Math.min(...around) < 0.5) far = Math.max(far, Math.abs(is - wanted))
    ;[sum, wantedSum] = [sum + is, wantedSum + wanted]
  }
  return { far, sum: Math.abs(sum - wantedSum) / (width * height) }
}
