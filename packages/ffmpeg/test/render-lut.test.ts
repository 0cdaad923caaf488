import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { probeMedia } from '../src/index.ts'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, width } from './films.ts'
import { planesOf, type Planes } from './planes.ts'
import { scratchFolder } from './scratch-folder.ts'

type Color = readonly [number, number, number]

/** Swaps red and blue, and bends green: nothing that a matrix could do. */
const bent = ([red, green, blue]: Color): Color => [blue * 0.9, green * green, 0.1 + 0.7 * red * green]
const size = 5
const steps = Array.from({ length: size }, (_, at) => at / (size - 1))
const text = (color: Color) => color.map((value) => value.toFixed(4)).join(' ')
const table = steps.flatMap((blue) => steps.flatMap((green) => steps.map((red) => bent([red, green, blue]))))
const solid = `TITLE "bent"\nLUT_3D_SIZE ${size}\n${table.map(text).join('\n')}\n`
const curve = 'LUT_1D_SIZE 3\n0 0.1 1\n0.7 0.5 0.5\n1 0.9 0\n'

/** From the corner below along red, green and blue, the largest fraction first: that is a tetrahedron. */
function tetrahedral(color: Color): number[] {
  const at = color.map((value) => Math.min(size - 2, Math.floor(value * (size - 1))))
  const fraction = color.map((value, part) => value * (size - 1) - (at[part] ?? 0))
  const order = [0, 1, 2].sort((one, other) => (fraction[other] ?? 0) - (fraction[one] ?? 0))
  const entry = () =>
    table[(at[0] ?? 0) + size * (at[1] ?? 0) + size * size * (at[2] ?? 0)] ?? [NaN, NaN, NaN]
  const value = [...entry()]
  for (const part of order) {
    const before = entry()
    at[part] = (at[part] ?? 0) + 1
    const after = entry()
    for (const channel of [0, 1, 2] as const)
      value[channel] = (value[channel] ?? 0) + (after[channel] - before[channel]) * (fraction[part] ?? 0)
  }
  return value
}

const curves = [
  [0, 0.7, 1],
  [0.1, 0.5, 0.9],
  [1, 0.5, 0],
]
const linear = (color: Color) =>
  color.map((value, part) => {
    const [low = 0, middle = 0, high = 0] = curves[part] ?? []
    return value < 0.5 ? low + (middle - low) * 2 * value : middle + (high - middle) * (2 * value - 1)
  })

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

test('colours go along a table of three dimensions or of one, as much as is wanted', async (t) => {
  const { studio, still, cutout } = await openEffectStudio(t)
  const tiles = 'color=0x906020:s=160x90[a];color=0x3060a0:s=50x45[b];color=0x50a040:s=60x45[c]'
  const blocks = `${tiles};[a][b]overlay=0:0:format=rgb[d];[d][c]overlay=80:0:format=rgb`
  const image = (await studio.image('blocks.png', blocks, { width: 160, height: 90 })).facts.assetId
  const lut = (await studio.file('solid.cube', solid)).facts
  const ofOne = (await studio.file('curve.cube', curve)).facts
  t.match([lut.media, ofOne.media], [{ lut: { dimensions: 3, size } }, { lut: { dimensions: 1, size: 3 } }])
  const effect = (asset: string, strength = 1) => ({ type: 'lut' as const, asset, strength })
  const clips = [
    still(image),
    still(image, [effect(lut.assetId)]),
    still(image, [effect(lut.assetId, 0.4)]),
    still(image, [effect(ofOne.assetId)]),
    still(cutout, [effect(lut.assetId)]),
  ]
  const film = edit(10, [{ kind: 'video', clips }], tenBits)
  const raw = await studio.compose(film)
  const [plain, ...affected] = planesOf(raw, 10)
  if (plain === undefined) throw new Error('there is a frame')
  for (const place of places) {
    const color = colorAt(plain, place)
    const mixed = tetrahedral(color).map((value, part) => 0.4 * value + 0.6 * (color[part] ?? 0))
    for (const [at, wanted] of [tetrahedral(color), mixed, linear(color)].entries()) {
      const frame = affected[at]
      const seen = frame && colorAt(frame, place)
      const off = Math.max(...wanted.map((value, part) => Math.abs(value - (seen?.[part] ?? NaN)))) * 255
      t.ok(off <= 2, `${at} at ${place.join()}: ${off.toFixed(2)} off`)
    }
  }
  const hidden = affected[3]?.y[10 * width + 155] ?? 0
  t.equal(Math.round(hidden / 4), 16, 'what is transparent stays so')

  const older = await studio.compose(film, ['-cpuflags', 'sse2'])
  t.ok(older.equals(raw), 'the same on another processor')
  const ofFilm = {
    ...edit(10, [{ kind: 'video', clips: [still(image)] }], tenBits),
    effects: [effect(lut.assetId)],
  }
  const [whole] = planesOf(await studio.compose(ofFilm), 10)
  t.same(whole?.y, affected[0]?.y, 'a film is graded just as a clip is')
})

test('an upload that is no such table is refused, with the line', async (t) => {
  const path = join(scratchFolder(t), 'upload')
  writeFileSync(path, 'TITLE "broken"\nLUT_3D_SIZE 2\n0 0 0\n0 0 x\n')
  await t.rejects(probeMedia(path, { timeoutMs: 10_000 }), {
    reason: 'LUT_INVALID',
    message: /^Line 4: an entry/,
  })
})
