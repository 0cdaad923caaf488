import type { Edit } from '@framewright/schemas'
import { test } from 'tap'
import { tenBits } from './effect-stills.ts'
import { edit, height, openStudio, width } from './films.ts'
import { furthest, planesOf, type Planes } from './planes.ts'

type Clip = Extract<Edit['tracks'][number], { kind: 'video' }>['clips'][number]

const white = 235
const black = 16

/** How much of white there is, in pixels, and its centre. */
function massOf(frame: Planes | undefined): { mass: number; x: number; y: number } {
  let [mass, x, y] = [0, 0, 0]
  for (let at = 0; at < width * height; at++) {
    const light = ((frame?.y[at] ?? NaN) - black) / (white - black)
    mass += light
    x += light * ((at % width) + 0.5)
    y += light * (Math.floor(at / width) + 0.5)
  }
  return { mass, x: x / mass, y: y / mass }
}

/** How far a curve of CSS has gone after a part of the time: the parameter is found by trying them all. */
function bezier([x1, y1, x2, y2]: readonly [number, number, number, number], part: number): number {
  const coordinate = (one: number, two: number, t: number) =>
    3 * (1 - t) ** 2 * t * one + 3 * (1 - t) * t ** 2 * two + t ** 3
  let nearest = 0
  for (let t = 0; t <= 1; t += 1 / 65_536) {
    if (Math.abs(coordinate(x1, x2, t) - part) < Math.abs(coordinate(x1, x2, nearest) - part)) nearest = t
  }
  return coordinate(y1, y2, nearest)
}

test('a picture that is turned, or moves', async (t) => {
  const studio = await openStudio(t)
  const square = { width: 20, height: 20 }
  const marker = (await studio.image('marker.png', 'color=white:s=20x20', square)).facts.assetId
  const size = { width: 60, height: 40 }
  const pattern = (await studio.image('pattern.png', 'testsrc2=s=60x40,format=rgb24', size)).facts.assetId
  const upright = 'testsrc2=s=60x40,format=rgb24,transpose=clock'
  const turned = (await studio.image('turned.png', upright, { width: 40, height: 60 })).facts.assetId
  const film = (await studio.counted('film.mp4', { num: 10, den: 1 }, 20, 8)).facts.assetId
  const still = (asset: string, more: Partial<Extract<Clip, { type: 'image' }>> = {}): Clip => ({
    ...({ type: 'image', asset, duration: 1, fit: 'none' } as const),
    ...more,
  })
  const framesOf = async (clips: readonly Clip[]) =>
    planesOf(await studio.compose(edit(10, [{ kind: 'video', clips: [...clips] }])))

  await t.test('is where its keyframes say, to a fraction of a pixel', async (t) => {
    const handles = [0.3, -0.4, 0.2, 1.5] as const
    const frames = await framesOf([
      still(marker, {
        position: {
          x: [
            { time: 0, value: 0.25 },
            { time: 0.9, value: 0.75 },
          ],
          y: [
            { time: 0.1, value: 0.3, easing: { cubicBezier: [...handles] } },
            { time: 0.7, value: 0.7, easing: 'hold' },
            { time: 0.9, value: 0.4 },
          ],
        },
      }),
    ])
    t.equal(frames.length, 10)
    for (const [at, frame] of frames.entries()) {
      const y = at >= 9 ? 0.4 : at >= 7 ? 0.7 : at <= 1 ? 0.3 : 0.3 + 0.4 * bezier(handles, (at - 1) / 6)
      const wanted = { mass: 400, x: width * (0.25 + (0.5 * at) / 9), y: height * y }
      const seen = massOf(frame)
      t.ok(Math.abs(seen.x - wanted.x) < 0.06, `frame ${at}: x is ${seen.x}, not ${wanted.x}`)
      t.ok(Math.abs(seen.y - wanted.y) < 0.06, `frame ${at}: y is ${seen.y}, not ${wanted.y}`)
      t.ok(Math.abs(seen.mass - wanted.mass) < 5, `frame ${at}: ${seen.mass} pixels`)
    }
  })

  await t.test('turns clockwise about its anchor, and grows from it', async (t) => {
    const frames = await framesOf([
      still(marker, {
        ...{ position: { x: 0.5, y: 0.5 }, anchor: { x: 0, y: 0.5 } },
        rotation: [
          { time: 0, value: 0 },
          { time: 0.9, value: 405 },
        ],
        scale: [
          { time: 0, value: 1 },
          { time: 0.9, value: 0.55 },
        ],
      }),
    ])
    for (const [at, frame] of frames.entries()) {
      const [angle, scale] = [(45 * at * Math.PI) / 180, 1 - 0.05 * at]
      const seen = massOf(frame)
      t.ok(Math.abs(seen.x - (80 + 10 * scale * Math.cos(angle))) < 0.05, `frame ${at}: x is ${seen.x}`)
      t.ok(Math.abs(seen.y - (45 + 10 * scale * Math.sin(angle))) < 0.05, `frame ${at}: y is ${seen.y}`)
      t.ok(Math.abs(seen.mass / (400 * scale * scale) - 1) < 0.03, `frame ${at}: ${seen.mass} pixels`)
    }
  })

  await t.test('a quarter of a turn is what swapping rows and columns gives', async (t) => {
    const clips = [still(pattern, { rotation: 90 }), still(turned), still(pattern, { rotation: -270 })]
    // So that both begin on an even row.
    const position = { x: 0.5, y: 44 / 90 }
    const frames = await framesOf(clips.map((clip) => ({ ...clip, position, duration: 0.1 })))
    const [quarter, wanted, same] = frames
    t.ok(furthest(quarter?.y ?? [], wanted?.y ?? []) <= 1)
    t.ok(furthest(same?.y ?? [], wanted?.y ?? []) <= 1)
    t.ok(Math.max(...Array.from(wanted?.y ?? [])) > 150)
  })

  await t.test('has round corners, and is as opaque as it is to be on each frame', async (t) => {
    const opacity: Clip['opacity'] = [
      { time: 0, value: 0.2, easing: 'ease-out-back' },
      { time: 0.5, value: 1, easing: 'ease-in-quad' },
      { time: 0.9, value: 0 },
    ]
    const frames = await framesOf([
      still(marker, { duration: 0.1, fit: 'contain', borderRadius: 0.5 }),
      still(marker, { duration: 0.1, fit: 'contain', borderRadius: 0.2, rotation: 30, scale: 0.5 }),
      still(marker, { opacity }),
    ])
    const [circle, rounded, ...seen] = frames.map(massOf)
    t.ok(Math.abs((circle?.mass ?? 0) / (Math.PI * 45 * 45) - 1) < 0.003, `${circle?.mass}`)
    // Half of the 90 rows is 46, which is even.
    const area = 46 * 46 - (4 - Math.PI) * 9.2 ** 2
    t.ok(Math.abs((rounded?.mass ?? 0) / area - 1) < 0.01, `${rounded?.mass} instead of ${area}`)
    for (const [at, { mass }] of seen.entries()) {
      const back = (part: number) => 1 + 2.70158 * (part - 1) ** 3 + 1.70158 * (part - 1) ** 2
      const wanted = at <= 5 ? Math.min(1, 0.2 + 0.8 * back(at / 5)) : 1 - ((at - 5) / 4) ** 2
      t.ok(Math.abs(mass / 400 - wanted) < 0.006, `frame ${at}: ${mass / 400}, not ${wanted}`)
    }
  })

  await t.test('goes on with its frames, also backwards, blended, in a transition, as a text', async (t) => {
    const slide = {
      x: [
        { time: 0, value: 0.4 },
        { time: 0.5, value: 0.6 },
      ],
      y: 0.5,
    }
    const [above, below]: [Clip[], Clip[]] = [
      [
        { type: 'video', asset: film, duration: 0.6, scale: 0.5, position: slide, reverse: true },
        {
          ...{ type: 'video', asset: film, duration: 0.6, rotation: 45, blend: 'screen', borderRadius: 0.1 },
          ...{
            transition: { type: 'wipe-left', duration: 0.2 },
            scale: [
              { time: 0, value: 0 },
              { time: 0.3, value: 1 },
            ],
          },
          effects: [{ type: 'blur', sigma: 1 }],
        },
        {
          ...{ type: 'text', text: 'to and fro', duration: 0.4, size: 20, rotation: 10, position: slide },
          opacity: [
            { time: 0, value: 0 },
            { time: 0.3, value: 1 },
          ],
        },
        still(pattern, { duration: 0.2, fit: 'blur', rotation: 5, crop: { left: 0.5 }, fadeIn: 0.1 }),
      ],
      [still(pattern, { duration: 1.6, fit: 'cover' })],
    ]
    for (const bits of [8, 10] as const) {
      const tracks: Edit['tracks'] = [
        { kind: 'video', clips: below },
        { kind: 'video', clips: above },
      ]
      const given = edit(10, tracks, ...(bits === 10 ? [tenBits] : []))
      const raw = await studio.compose(given)
      const frames = planesOf(raw, bits)
      t.equal(frames.length, 16)
      const older = await studio.compose(given, ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])
      t.ok(older.equals(raw), `the same on every processor in ${bits} bits`)
      // Frame n of the film has the luma 20 + 8 n; its middle is on the canvas all the time.
      const lumas = [0, 1, 2, 3].map((at) => (frames[at]?.y[45 * width + 80] ?? NaN) / 2 ** (bits - 8))
      for (const [at, luma] of lumas.entries()) t.ok(Math.abs(luma - (20 + 8 * (5 - at))) <= 1.5, `${luma}`)
    }
  })
})
