import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { verifyOutput } from '../src/probe/verify.ts'
import { height, openStudio, probed, width } from './films.ts'
import { inHdr, pqOf, type Rgb } from './hdr-by-definition.ts'
import { scratchFolder } from './scratch-folder.ts'
import { columns, hlgTiles, tenBits, tileClip } from './ten-bit-tiles.ts'

const run = promisify(execFile)
const bytes = width * height * 3

/** In the middle of a tile of such a frame: R'G'B' from 0 to 1. */
function seenIn(frame: Buffer, tile: number): number[] {
  const [column, row] = [columns * (tile % 4) + 20, 46 * Math.floor(tile / 4) + 22]
  const luma = width * height
  const chroma = luma + (row / 2) * (width / 2) + column / 2
  const code = (at: number) => frame.readUInt16LE(2 * at)
  const y = (code(row * width + column) - 64) / 876
  const [b, r] = [chroma, chroma + luma / 4].map((at) => (code(at) - 512) / 896) as [number, number]
  const [blue, red] = [y + 1.8814 * b, y + 1.4746 * r]
  return [red, (y - 0.2627 * red - 0.0593 * blue) / 0.678, blue]
}

const signals = {
  pq: (
    [
      [0.05, 0.05, 0.05],
      [100, 100, 100],
      [203, 203, 203],
      [900, 900, 900],
      [120, 60, 30],
      [20, 80, 30],
      [20, 26, 90],
      [800, 500, 60],
    ] as const
  ).map((nits) => nits.map(pqOf) as unknown as Rgb),
  hlg: hlgTiles,
} satisfies Record<string, readonly Rgb[]>
const sdr: readonly Rgb[] = [
  [192, 64, 32],
  [32, 160, 64],
  [40, 60, 200],
  [128, 128, 128],
  [255, 255, 255],
  [10, 10, 10],
  [220, 200, 40],
  [120, 30, 140],
].map((rgb) => rgb.map((value) => value / 255) as unknown as Rgb)
const hex = (rgb: Rgb) => rgb.map((value) => (255 * value).toString(16).padStart(2, '0')).join('')
const tiles = sdr
  .map((rgb, at) => `color=0x${hex(rgb)}:s=40x${at < 4 ? 46 : 44},format=gbrp[c${at}];`)
  .join('')
const layout = sdr.map((_, at) => `${columns * (at % 4)}_${46 * Math.floor(at / 4)}`).join('|')
const palette = `${tiles}${sdr.map((_, at) => `[c${at}]`).join('')}xstack=inputs=8:layout=${layout}`

const kinds = { pq: { tag: 'smpte2084', type: 'hdr10' }, hlg: { tag: 'arib-std-b67', type: 'hlg' } } as const

test('HDR', async (t) => {
  const studio = await openStudio(t)
  const folder = scratchFolder(t)
  const coded = (kind: 'pq' | 'hlg') => tileClip(studio, folder, kind, kinds[kind].tag, signals[kind])
  const [pq, hlg] = [await coded('pq'), await coded('hlg')]
  const photo = await studio.image('photo.png', palette, { width, height })
  const image = { type: 'image' as const, asset: photo.facts.assetId, duration: 0.1 }
  const filmOf = (hdr: Edit['canvas']['hdr'], tracks: Edit['tracks'], presets: readonly string[]): Edit => ({
    schemaVersion: 1,
    canvas: { width, height, fps: 10, ...(hdr && { hdr }) },
    tracks,
    outputs: presets.map((preset) => ({ name: preset, preset })),
  })

  for (const to of ['pq', 'hlg'] as const) {
    await t.test(`${kinds[to].type}: what is that stays, to the bit, and all else comes to it`, async (t) => {
      const same = { ...image, effects: [{ type: 'color' as const, contrast: 1, brightness: 0.0001 }] }
      const given = filmOf(
        { type: kinds[to].type },
        [{ kind: 'video', clips: [pq, hlg, image, same] }],
        ['archive'],
      )
      const film = await studio.compose(given)
      t.equal(film.length, 4 * bytes)
      const frame = (at: number) => film.subarray(at * bytes, (at + 1) * bytes)
      t.ok(frame(to === 'pq' ? 0 : 1).equals(tenBits(signals[to])), 'no bit of it has changed')
      const sources = [
        ['pq', signals.pq],
        ['hlg', signals.hlg],
        ['sdr', sdr],
        ['sdr', sdr],
      ] as const
      for (const [at, [from, colors]] of sources.entries())
        for (const [tile, rgb] of colors.entries()) {
          const [seen, wanted] = [seenIn(frame(at), tile), inHdr(from, to, rgb)]
          const off = Math.max(...seen.map((value, part) => 1023 * Math.abs(value - (wanted[part] ?? NaN))))
          const said = [seen, wanted].map((one) => one.map((value) => value.toFixed(3)).join())
          t.ok(off <= 3, `${at} ${from}: ${said.join(' for ')}, off by ${off.toFixed(1)}`)
        }
      if (to === 'pq')
        t.ok((await studio.compose(given, ['-cpuflags', 'sse2'])).equals(film), 'on any processor')
    })
  }

  await t.test('each output is HDR, or SDR, as its format can be, and says so', async (t) => {
    const box = { type: 'rectangle' as const, width: 40, height: 40, fill: '#ffffffc0' }
    const hdr = { type: 'hdr10' as const, mastering: { maxNits: 2000 }, maxCll: 900, maxFall: 120 }
    const presets = ['archive', 'web_av1', 'prores_4444', 'standard', 'still_png']
    const tracks: Edit['tracks'] = [
      { kind: 'video', clips: [{ ...pq, duration: 0.2, atEnd: 'hold' }] },
      { kind: 'video', clips: [{ type: 'text', text: 'HDR', duration: 0.2, size: 40, rotation: 10 }] },
      { kind: 'video', clips: [{ type: 'shape', shape: box, duration: 0.2, position: { x: 0.2, y: 0.5 } }] },
    ]
    const given = filmOf(hdr, tracks, presets)
    const paths = await studio.render(given)
    for (const [at, { name, expected }] of studio.plan(given).outputs.entries()) {
      const path = paths[at] ?? ''
      const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
      await verifyOutput(path, expected, limits)
      const [stream] = (await probed(path)).streams
      if (name === 'still_png') continue
      const tags = name === 'standard' ? ['bt709', 'bt709', 'bt709'] : ['bt2020nc', 'bt2020', 'smpte2084']
      const { color_space: space, color_primaries: primaries, color_transfer: transfer } = stream ?? {}
      t.same([space, primaries, transfer], tags, name)
      if (name !== 'archive' && name !== 'web_av1') continue
      const entries = ['-show_frames', '-read_intervals', '%+#1', '-show_entries', 'frame=side_data']
      const { stdout } = await run('ffprobe', ['-v', 'error', ...entries, '-of', 'json', path])
      const text = stdout.replaceAll(/(\d+)\/(\d+)/g, (_, num, den) => (Number(num) / Number(den)).toFixed(4))
      t.match(text, /"red_x": "0\.6800",\s*"red_y": "0\.3200"/)
      t.match(text, /"min_luminance": "0\.0001",\s*"max_luminance": "2000\.0000"/)
      t.match(text, /"max_content": 900,\s*"max_average": 120/)
    }
    const inSdr = { ...given, outputs: given.outputs.slice(3, 4) }
    const older = await studio.compose(inSdr, ['-cpuflags', 'sse2'])
    t.ok(older.equals(await studio.compose(inSdr)), 'SDR of it is the same on any processor')
  })
})
