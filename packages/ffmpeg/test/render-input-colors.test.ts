import { test } from 'tap'
import { edit, openStudio, width, type Sample } from './films.ts'
import { byDefinition, pqOf, type Rgb } from './hdr-by-definition.ts'
import { planesOf, type Planes } from './planes.ts'
import { scratchFolder } from './scratch-folder.ts'
import { hlgTiles, tileClip } from './ten-bit-tiles.ts'

/** In the middle of a tile, from 0 to 255. */
function seenIn({ y, u, v }: Planes, at: number, bits: 8 | 10): number[] {
  const step = 2 ** (bits - 8)
  const column = 40 * (at % 4) + 20
  const row = 46 * Math.floor(at / 4) + 22
  const chromaAt = (bits === 8 ? row / 2 : row) * (width / 2) + column / 2
  const luma = ((y[row * width + column] ?? NaN) / step - 16) / 219
  const [blue, red] = [u, v].map((plane) => ((plane[chromaAt] ?? NaN) / step - 128) / 224) as [number, number]
  return bt709Of(luma, blue, red).map((value) => Math.min(255, Math.max(0, 255 * value)))
}
const bt709Of = (luma: number, blue: number, red: number) => [
  luma + 1.5748 * red,
  luma - (0.2126 * 1.5748 * red + 0.0722 * 1.8556 * blue) / 0.7152,
  luma + 1.8556 * blue,
]
const furthest = (seen: readonly number[], wanted: readonly number[]) =>
  Math.max(...seen.map((value, at) => Math.abs(value - (wanted[at] ?? NaN))))

const colors: readonly Rgb[] = [
  [192, 64, 32],
  [32, 160, 64],
  [40, 60, 200],
  [128, 128, 128],
  [250, 250, 250],
  [10, 10, 10],
  [220, 200, 40],
  [120, 30, 140],
]
const hex = (rgb: Rgb) => rgb.map((value) => value.toString(16).padStart(2, '0')).join('')
const tiles = colors.map((rgb, at) => `color=0x${hex(rgb)}:s=40x45:r=10:d=0.1,format=gbrp[c${at}];`).join('')
const layout = colors.map((_, at) => `${40 * (at % 4)}_${45 * Math.floor(at / 4)}`).join('|')
const palette = `${tiles}${colors.map((_, at) => `[c${at}]`).join('')}xstack=inputs=8:layout=${layout}`

test('however colours are coded, they are seen as what they are', async (t) => {
  const studio = await openStudio(t)
  const coded = (name: string, matrix: string, range: string, format: string, args: readonly string[]) =>
    studio.found(name, [
      ...['-f', 'lavfi', '-i', palette],
      ...[
        '-vf',
        `scale=out_color_matrix=${matrix}:out_range=${range},format=${format},setparams=range=${range}`,
      ],
      ...args,
    ])
  const lossless = ['-c:v', 'ffv1']
  const large = ['-f', 'lavfi', '-i', `${palette},scale=1280:720:flags=neighbor`]
  const samples: Sample[] = [
    await coded('709.mkv', 'bt709', 'tv', 'yuv420p', [...lossless, '-colorspace', 'bt709']),
    await coded('untagged.mkv', 'bt601', 'tv', 'yuv422p', lossless),
    await coded('full.mp4', 'bt709', 'pc', 'yuv420p', [
      '-c:v',
      'libx264',
      '-qp',
      '0',
      '-colorspace',
      'bt709',
    ]),
    await coded('full-10.mkv', 'bt601', 'pc', 'yuv444p10le', [...lossless, '-colorspace', 'bt470bg']),
    await coded('ten.mkv', 'bt709', 'tv', 'yuv422p10le', [...lossless, '-colorspace', 'bt709']),
    await coded('twelve.mkv', 'bt2020', 'tv', 'yuv420p12le', [...lossless, '-colorspace', 'bt2020nc']),
    await studio.found('large-rgb.mov', [...large, '-c:v', 'qtrle']),
    await studio.found('large.gif', large),
    await studio.found('photo.jpg', ['-f', 'lavfi', '-i', palette, '-q:v', '1', '-pix_fmt', 'yuvj444p']),
  ]
  const clips = samples.map(({ facts }) => ({
    ...{ type: facts.media.kind as 'video' | 'image', asset: facts.assetId, duration: 0.1 },
  }))
  const film = edit(10, [{ kind: 'video', clips }])
  const raw = await studio.compose(film)
  const frames = planesOf(raw)
  t.equal(frames.length, samples.length)
  for (const [at, frame] of frames.entries()) {
    const off = colors.map((rgb, tile) => furthest(seenIn(frame, tile, 8), rgb))
    t.ok(Math.max(...off) <= 5, `${samples[at]?.path ?? ''}: ${off.map(Math.round).join()}`)
  }
  t.ok((await studio.compose(film, ['-cpuflags', 'sse2'])).equals(raw), 'the same on another processor')
})

test('HDR and wide colours come to those of bt709 by the rule that is written down', async (t) => {
  const studio = await openStudio(t)
  const light: readonly Rgb[] = [
    [10, 10, 10],
    [100, 100, 100],
    [203, 203, 203],
    [900, 900, 900],
    [120, 60, 30],
    [20, 80, 30],
    [20, 26, 90],
    [300, 200, 60],
  ]
  const kinds = [
    ['pq', 'smpte2084', light.map((nits) => nits.map(pqOf) as unknown as Rgb)],
    ['hlg', 'arib-std-b67', hlgTiles],
    ['bt2020', 'bt2020-10', hlgTiles],
  ] as const
  const folder = scratchFolder(t)
  const clips = []
  for (const [kind, transfer, rgb] of kinds) clips.push(await tileClip(studio, folder, kind, transfer, rgb))
  const film = edit(10, [{ kind: 'video', clips }], [{ name: 'master', preset: 'high_quality' }])
  const composed = await studio.compose(film)
  const frames = planesOf(composed, 10)
  t.equal(frames.length, kinds.length)
  for (const [at, [kind, , rgb]] of kinds.entries()) {
    const frame = frames[at]
    if (frame === undefined) continue
    for (const [tile, signal] of rgb.entries()) {
      const wanted = byDefinition[kind](signal)
      const seen = seenIn(frame, tile, 10)
      t.ok(
        furthest(seen, wanted) <= 2,
        `${kind}: ${seen.map(Math.round).join()} for ${wanted.map(Math.round).join()}`,
      )
    }
  }
  const first = edit(10, [{ kind: 'video', clips: clips.slice(0, 1) }], film.outputs)
  const older = await studio.compose(first, ['-cpuflags', 'sse2'])
  t.ok(composed.subarray(0, older.length).equals(older), 'the same on another processor')
})
