import type { Edit, Gradient, ShapeClip } from '@framewright/schemas'
import { test } from 'tap'
import { tenBits } from './effect-stills.ts'
import { edit, height, openStudio, width } from './films.ts'
import { furthest, planesOf, type Planes } from './planes.ts'

type Shape = ShapeClip['shape']
const shown = (shape: Shape, more: Partial<ShapeClip> = {}): ShapeClip => ({
  ...{ type: 'shape', shape, duration: 0.1 },
  ...more,
})
const triangle = [
  { x: 0, y: 1 },
  { x: 1, y: 0.6 },
  { x: 0.3, y: 0 },
]
const gray: Gradient = {
  type: 'linear',
  stops: [
    { offset: 0, color: '#000000' },
    { offset: 1, color: '#ffffff' },
  ],
}
/** From nothing to a colour, and over an edge to another one. */
const mixed: Gradient = {
  type: 'radial',
  center: { x: 0.3, y: 0.6 },
  radius: 0.8,
  stops: [
    { offset: 0.1, color: '#ff204000' },
    { offset: 0.6, color: '#40c0ff' },
    { offset: 0.6, color: '#204060' },
    { offset: 1, color: '#ffff00' },
  ],
}

test('shapes', async (t) => {
  const studio = await openStudio(t)
  const framesOf = async (...clips: ShapeClip[]): Promise<Planes[]> =>
    planesOf(await studio.compose(edit(10, [{ kind: 'video', clips }])))

  await t.test('a shape covers its area, wherever it lies', async (t) => {
    const size = { width: 61.3, height: 40.7 }
    const half = Math.PI * (size.width / 2) * (size.height / 2)
    const stroke = { color: '#ffffff', width: 5 }
    const cases: [Shape, number][] = [
      [{ type: 'rectangle', ...size }, size.width * size.height],
      [{ type: 'rectangle', ...size, radius: 12 }, size.width * size.height - (4 - Math.PI) * 144],
      [{ type: 'rectangle', ...size, radius: 500 }, 20.6 * 40.7 + Math.PI * (40.7 / 2) ** 2],
      [{ type: 'ellipse', ...size }, half],
      [{ type: 'polygon', ...size, points: triangle }, (size.width * size.height * 0.88) / 2],
      [
        { type: 'rectangle', ...size, fill: 'none', stroke },
        (size.width + 5) * (size.height + 5) - (size.width - 5) * (size.height - 5),
      ],
      [{ type: 'ellipse', ...size, fill: 'none', stroke }, Math.PI * (size.width / 2 + size.height / 2) * 5],
      [
        {
          type: 'line',
          ...size,
          stroke,
          points: [
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ],
        },
        5 * Math.hypot(size.width, size.height),
      ],
    ]
    for (const position of [
      { x: 0.5, y: 0.5 },
      { x: 0.4731, y: 0.5117 },
    ]) {
      const frames = await framesOf(...cases.map(([shape]) => shown(shape, { position })))
      for (const [at, [shape, area]] of cases.entries()) {
        const covered = coverage(frames[at])
        t.ok(Math.abs(covered / area - 1) < 0.01, `${shape.type}: ${covered} of ${area} pixels`)
      }
    }
  })

  await t.test('a shape turns and grows about its middle', async (t) => {
    const shape: Shape = { type: 'rectangle', width: 40, height: 21 }
    const [large, turned] = await framesOf(
      shown(shape, { scale: 1.5 }),
      shown(shape, { scale: 1.5, rotation: 30, position: { x: 0.4, y: 0.5 } }),
    )
    const area = 40 * 21 * 1.5 * 1.5
    for (const [frame, middle] of [
      [large, 80],
      [turned, 64],
    ] as const) {
      const covered = coverage(frame)
      t.ok(Math.abs(covered / area - 1) < 0.01, `${covered} of ${area} pixels`)
      const across = Array.from(
        { length: width * height },
        (_, at) => share(frame, at % width, Math.floor(at / width)) * ((at % width) + 0.5),
      )
      const mean = across.reduce((sum, one) => sum + one, 0) / covered
      t.ok(Math.abs(mean - middle) < 0.1, `its middle is at ${mean}, not ${middle}`)
    }
  })

  await t.test('an edge between two pixels is shared by them', async (t) => {
    const [frame] = await framesOf(
      shown({ type: 'rectangle', width: 20.5, height: 10 }, { position: { x: 0.5, y: 0.5 } }),
    )
    const row = Array.from({ length: width }, (_, x) => share(frame, x, 45))
    t.same(row.slice(66, 69), [0, 0, 0])
    // From 69.75 to 90.25.
    t.match(
      row.slice(69, 91).map((value) => Math.round(4 * value)),
      [1, ...Array<number>(20).fill(4), 1],
    )
  })

  await t.test('a gradient has at each point the colour that its formula gives', async (t) => {
    const all = { type: 'rectangle', width, height } as const
    const angled = (angle: number): Gradient => ({ ...gray, type: 'linear', angle })
    const angles = [0, 90, 180, 30, 217.5, 359]
    const frames = await framesOf(
      ...angles.map((angle) => shown({ ...all, fill: angled(angle) })),
      shown({ ...all, fill: mixed }),
    )
    for (const [at, angle] of angles.entries()) {
      const [sine, cosine] = [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)]
      const length = Math.abs(width * sine) + Math.abs(height * cosine)
      const along = (x: number, y: number) => ((x + 0.5 - 80) * sine - (y + 0.5 - 45) * cosine) / length + 0.5
      t.ok(
        furthest(
          frames[at]?.y ?? [],
          lumas((x, y) => [255, 255, 255].map((c) => c * along(x, y))),
        ) <= 1,
      )
    }
    const wanted = lumas((x, y) => {
      const way = Math.hypot(x + 0.5 - 48, y + 0.5 - 54) / (0.4 * Math.hypot(width, height))
      const from = (a: number[], b: number[], start: number, end: number) =>
        a.map(
          (c, part) => c + ((b[part] ?? NaN) - c) * Math.min(1, Math.max(0, (way - start) / (end - start))),
        )
      if (way >= 0.6) return from([32, 64, 96], [255, 255, 0], 0.6, 1)
      const [r = 0, g = 0, b = 0, alpha = 0] = from([255, 32, 64, 0], [64, 192, 255, 1], 0.1, 0.6)
      return [r * alpha, g * alpha, b * alpha]
    })
    const isEdge = (at: number) => {
      const [x, y] = [at % width, Math.floor(at / width)]
      return Math.abs(Math.hypot(x + 0.5 - 48, y + 0.5 - 54) / (0.4 * Math.hypot(width, height)) - 0.6) < 0.02
    }
    const pixels = (plane: ArrayLike<number>) => Array.from(plane).filter((_, at) => !isEdge(at))
    t.ok(furthest(pixels(frames.at(-1)?.y ?? []), pixels(wanted)) <= 2, 'round, with two stops at one offset')
  })

  await t.test('a background may be a gradient, under all tracks and in all gaps', async (t) => {
    const dot = (start: number, more: Partial<ShapeClip> = {}) =>
      shown({ type: 'ellipse', width: 30, height: 30, fill: '#ff0000' }, { start, ...more })
    const onCanvas = (background: Gradient, tracks: Edit['tracks']): Edit => {
      const given = edit(10, tracks)
      return { ...given, canvas: { ...given.canvas, background } }
    }
    const crossfade = { type: 'crossfade', duration: 0.2 } as const
    const clips = [
      dot(0.1),
      dot(0.3, { duration: 0.3 }),
      dot(0.4, { duration: 0.3, transition: crossfade, position: { x: 0.2, y: 0.5 } }),
    ]
    const canvas = await studio.compose(onCanvas(mixed, [{ kind: 'video', clips }]))
    const below = shown({ type: 'rectangle', width, height, fill: mixed }, { duration: 0.7 })
    const laid = await studio.compose(
      edit(10, [
        { kind: 'video', clips: [below] },
        { kind: 'video', clips },
      ]),
    )
    t.equal(canvas.length, 7 * width * height * 1.5)
    const [one, other] = [planesOf(canvas), planesOf(laid)]
    t.ok(
      one.every((frame, at) => furthest(frame.y, other[at]?.y ?? []) <= 2),
      'as if it were a shape',
    )
    t.notOk(
      canvas
        .subarray(0, width * height)
        .equals(canvas.subarray(width * height * 1.5).subarray(0, width * height)),
    )
  })

  await t.test('frames are the same on another kind of processor, and with other threads', async (t) => {
    const drawings: Shape[] = [
      { type: 'rectangle', width: 70.3, height: 50, radius: 9, fill: mixed, stroke: { color: '#00ff0080' } },
      { type: 'ellipse', width: 90, height: 33.3, fill: gray },
      { type: 'polygon', width: 90, height: 60, points: triangle, fill: '#80ff00c0' },
    ]
    for (const outputs of [undefined, tenBits]) {
      const clips = drawings.map((shape) =>
        shown(shape, { position: { x: 0.41, y: 0.53 }, effects: [{ type: 'blur', sigma: 1.5 }] }),
      )
      const given = edit(10, [{ kind: 'video', clips }], outputs)
      const film = { ...given, canvas: { ...given.canvas, background: mixed } }
      const frames = await studio.compose(film)
      t.ok((await studio.compose(film, ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])).equals(frames))
      process.env['PIXMAN_DISABLE'] = 'mmx sse2 ssse3'
      try {
        t.ok((await studio.compose(film)).equals(frames), 'nor does the library that draws mind')
      } finally {
        delete process.env['PIXMAN_DISABLE']
      }
    }
  })
})

/** How much of a pixel is white, where the rest is black. */
const share = (frame: Planes | undefined, x: number, y: number): number =>
  ((frame?.y[y * width + x] ?? NaN) - 16) / 219

const coverage = (frame: Planes | undefined): number =>
  Array.from(frame?.y ?? []).reduce((sum, luma) => sum + (luma - 16) / 219, 0)

/** The luma of bt709 of each pixel's red, green and blue. */
function lumas(colorAt: (x: number, y: number) => readonly number[]): number[] {
  return Array.from({ length: width * height }, (_, at) => {
    const [r = NaN, g = NaN, b = NaN] = colorAt(at % width, Math.floor(at / width))
    return 16 + (219 * (0.2126 * r + 0.7152 * g + 0.0722 * b)) / 255
  })
}
