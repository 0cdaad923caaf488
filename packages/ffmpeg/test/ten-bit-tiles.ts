import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { height, width, type openStudio } from './films.ts'
import type { Rgb } from './hdr-by-definition.ts'

/** How broad a tile is; four are beside each other, in two rows. */
export const columns = 40

/** Signals of HLG. */
export const hlgTiles: readonly Rgb[] = [
  [0.2, 0.2, 0.2],
  [0.5, 0.5, 0.5],
  [0.75, 0.75, 0.75],
  [0.95, 0.95, 0.95],
  [0.6, 0.3, 0.2],
  [0.2, 0.6, 0.3],
  [0.25, 0.3, 0.7],
  [0.8, 0.7, 0.3],
]

/** A frame of eight colours in R'G'B' of bt2020, as ten bits of 4:2:0. */
export function tenBits(signals: readonly Rgb[]): Buffer {
  const codes = signals.map(([r, g, b]) => {
    const y = 0.2627 * r + 0.678 * g + 0.0593 * b
    return [64 + 876 * y, 512 + (896 * (b - y)) / 1.8814, 512 + (896 * (r - y)) / 1.4746].map(Math.round)
  })
  const plane = (at: number, step: number) =>
    Array.from({ length: (width / step) * (height / step) }, (_, n) => {
      const [x, y] = [(n % (width / step)) * step, Math.floor(n / (width / step)) * step]
      return codes[Math.floor(x / columns) + 4 * Math.floor(y / 46)]?.[at] ?? 0
    })
  return Buffer.from(new Uint16Array([...plane(0, 1), ...plane(1, 2), ...plane(2, 2)]).buffer)
}

/** A clip of one such frame, in a file that says how its light is coded. */
export async function tileClip(
  studio: Awaited<ReturnType<typeof openStudio>>,
  folder: string,
  name: string,
  transfer: string,
  signals: readonly Rgb[],
) {
  const raw = join(folder, name)
  await writeFile(raw, tenBits(signals))
  const format = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p10le', '-s', `${width}x${height}`, '-r', '10']
  const tags = ['-color_primaries', 'bt2020', '-color_trc', transfer, '-colorspace', 'bt2020nc']
  const { facts } = await studio.found(`${name}.mkv`, [...format, '-i', raw, '-c:v', 'ffv1', ...tags])
  return { type: 'video' as const, asset: facts.assetId, duration: 0.1 }
}
