import { blendModes, type BlendMode, type Edit } from '@framewright/schemas'
import { test } from 'tap'
import { tenBits } from './effect-stills.ts'
import { edit, height, openStudio, width } from './films.ts'
import { planesOf } from './planes.ts'

type Rgb = readonly [number, number, number]

const backdrops: readonly Rgb[] = [
  [0.2, 0.4, 0.8],
  [0.8, 0.6, 0.1],
  [0.1, 0.95, 0.5],
]
const sources: readonly Rgb[] = [
  [0.3, 0.9, 0.5],
  [0.7, 0.2, 0.6],
  [0.05, 0.6, 0.4],
]

/** As W3C's "Compositing and Blending" has them: `b` is the backdrop, `s` the source. */
const hardLight = (b: number, s: number): number => (s <= 0.5 ? b * 2 * s : b + (2 * s - 1) - b * (2 * s - 1))
const definitions: Readonly<Record<BlendMode, (b: number, s: number) => number>> = {
  multiply: (b, s) => b * s,
  screen: (b, s) => 1 - (1 - b) * (1 - s),
  overlay: (b, s) => hardLight(s, b),
  darken: Math.min,
  lighten: Math.max,
  'color-dodge': (b, s) => (b === 0 ? 0 : s === 1 ? 1 : Math.min(1, b / (1 - s))),
  'color-burn': (b, s) => (b === 1 ? 1 : s === 0 ? 0 : 1 - Math.min(1, (1 - b) / s)),
  'hard-light': hardLight,
  'soft-light': (b, s) => {
    const d = b <= 0.25 ? ((16 * b - 12) * b + 4) * b : Math.sqrt(b)
    return s <= 0.5 ? b - (1 - 2 * s) * b * (1 - b) : b + (2 * s - 1) * (d - b)
  },
  difference: (b, s) => Math.abs(b - s),
  exclusion: (b, s) => b + s - 2 * b * s,
  add: (b, s) => Math.min(1, b + s),
  subtract: (b, s) => Math.max(0, b - s),
}
/** They make the rounding of a colour larger. */
const isSteep = (mode: BlendMode): boolean => mode === 'color-dodge' || mode === 'color-burn'
const allModes = blendModes.filter((mode) => mode !== 'normal')

const hex = (rgb: Rgb): string =>
  rgb
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')

/** Luma and colour as bt709 codes them, in steps of eight bits. */
function coded([r, g, b]: Rgb): Rgb {
  const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
  return [16 + 219 * luma, 128 + (224 * (b - luma)) / 1.8556, 128 + (224 * (r - luma)) / 1.5748]
}

test('a blended picture', async (t) => {
  const studio = await openStudio(t)
  // Columns of the one and rows of the other make nine pairs.
  const bars = (colors: readonly Rgb[], isRow: boolean) =>
    `color=0x${hex(colors[0] as Rgb)}:s=${width}x${height},format=gbrp${colors
      .slice(1)
      .map((color, at) => {
        const area = isRow ? `x=0:y=${30 * (at + 1)}:w=160:h=30` : `x=${52 * (at + 1)}:y=0:w=160:h=90`
        return `,drawbox=${area}:color=0x${hex(color)}:t=fill`
      })
      .join('')},format=rgba`
  const size = { width, height }
  const below = (await studio.image('below.png', bars(backdrops, false), size)).facts.assetId
  const above = (await studio.image('above.png', bars(sources, true), size)).facts.assetId
  const holed = `${bars(sources, true)},geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='if(lt(Y,30),255,if(lt(Y,60),128,0))'`
  const cutout = (await studio.image('cutout.png', holed, size, true)).facts.assetId
  const still = (asset: string, more = {}) => ({ type: 'image', asset, duration: 0.1, ...more }) as const

  const over = (clips: Extract<Edit['tracks'][number], { kind: 'video' }>['clips'], bits: 8 | 10): Edit =>
    edit(
      10,
      [
        { kind: 'video', clips: [still(below, { duration: clips.length / 10 })] },
        { kind: 'video', clips },
      ],
      ...(bits === 10 ? [tenBits] : []),
    )
  /** The colour in the middle of each pair. */
  const seen = (raw: Buffer, bits: 8 | 10): Rgb[][] =>
    planesOf(raw, bits).map(({ y, u, v }) =>
      backdrops.flatMap((_, column) =>
        sources.map((_, row): Rgb => {
          const [px, py] = [52 * column + 26, 30 * row + 14]
          const chroma = (bits === 8 ? py / 2 : py) * (width / 2) + px / 2
          const at = (plane: ArrayLike<number>, n: number) => (plane[n] ?? NaN) / 2 ** (bits - 8)
          return [at(y, py * width + px), at(u, chroma), at(v, chroma)]
        }),
      ),
    )
  const off = (one: Rgb | undefined, other: Rgb | undefined) =>
    Math.max(...[0, 1, 2].map((part) => Math.abs((one?.[part] ?? NaN) - (other?.[part] ?? NaN))))
  const wanted = (mode: BlendMode): Rgb[] =>
    backdrops.flatMap((b) =>
      sources.map((s) =>
        coded([0, 1, 2].map((part) => definitions[mode](b[part] ?? 0, s[part] ?? 0)) as unknown as Rgb),
      ),
    )

  await t.test('has the colours of the definition, the same on every processor', async (t) => {
    // Tables of ten bits take a while to be made.
    for (const [bits, modes] of [
      [8, allModes],
      [10, ['soft-light'] as const],
    ] as const) {
      const given = over(
        modes.map((blend) => still(above, { blend })),
        bits,
      )
      const raw = await studio.compose(given)
      const frames = seen(raw, bits)
      t.equal(frames.length, modes.length)
      for (const [at, mode] of modes.entries()) {
        const far = Math.max(...wanted(mode).map((color, pair) => off(frames[at]?.[pair], color)))
        t.ok(far <= (bits === 10 ? 1 : isSteep(mode) ? 4 : 2.5), `${mode} is off by ${far} in ${bits} bits`)
      }
      const older = await studio.compose(given, ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])
      t.ok(older.equals(raw))
    }
  })

  await t.test('keeps to its alpha and opacity, and to where and when it is', async (t) => {
    const clips = [
      still(cutout, { blend: 'multiply' }),
      still(above, { blend: 'multiply', opacity: 0.5 }),
      still(above, { blend: 'screen', position: { x: 0.5, y: -0.5 + 1 / 3 } }),
      still(above, { blend: 'screen', position: { x: 3, y: 0.5 } }),
      { type: 'text', text: 'o', size: 10, duration: 0.1, position: { x: 0.9, y: 0.1 }, blend: 'difference' },
    ] as const
    const frames = seen(await studio.compose(over([...clips], 8)), 8)
    const [plain] = seen(await studio.compose(over([still(below)], 8)), 8)
    const bare = backdrops.flatMap((b) => sources.map(() => coded(b)))
    const near = (frame: number, pair: number, color: Rgb | undefined, message: string) =>
      t.ok(
        off(frames[frame]?.[pair], color) <= 2.5,
        `${message}: ${String(frames[frame]?.[pair])} ${String(color)}`,
      )
    const half = wanted('multiply').map((color, pair) =>
      color.map((part, at) => (part + (bare[pair]?.[at] ?? 0)) / 2),
    ) as unknown as Rgb[]
    for (let pair = 0; pair < 9; pair++) {
      const row = pair % 3
      near(0, pair, [wanted('multiply'), half, bare][row]?.[pair], 'alpha of the source')
      near(1, pair, half[pair], 'opacity')
      if (row > 0) near(2, pair, bare[pair], 'beside it')
      near(3, pair, bare[pair], 'out of sight')
    }
    t.same(frames[2]?.[1], plain?.[1], 'what is beside it is not touched')
    near(2, 0, wanted('screen')[2], 'the lowest row of it')
    near(4, 0, bare[0], 'beside the text')
  })
})
