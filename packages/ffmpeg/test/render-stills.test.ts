import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { verifyOutput } from '../src/probe/verify.ts'
import { edit, height, openStudio, probed, sha256Of, width } from './films.ts'
import { rgbIn } from './rgb-frames.ts'

async function pixelIn(path: string, x: number, y: number, across = width): Promise<number[]> {
  const pixels = await rgbIn(path)
  return [...pixels.subarray(3 * (y * across + x), 3 * (y * across + x) + 3)]
}

const isNear = (is: readonly number[], wanted: readonly number[], by: number): boolean =>
  is.length === 3 && is.every((one, at) => Math.abs(one - (wanted[at] ?? 0)) <= by)

/** Of luma in video range. */
const grey = (luma: number): number[] => Array.from({ length: 3 }, () => ((luma - 16) * 255) / 219)

test('stills', async (t) => {
  const studio = await openStudio(t)
  // Frame n has the luma 20 + 10 n.
  const counted = (await studio.counted('counted.mp4', { num: 10, den: 1 }, 16, 10)).facts.assetId
  const red = (await studio.plain('red.mov', 'red', 1)).facts.assetId
  const outputs: Edit['outputs'] = [
    { name: 'middle', preset: 'still_png' },
    { name: 'png', preset: 'still_png', at: 1.24 },
    { name: 'jpeg', preset: 'still_jpeg', at: 1.24 },
    { name: 'first', preset: 'still_jpeg', at: 0 },
    { name: 'red', preset: 'still_png', at: 1.6 },
    { name: 'red-jpeg', preset: 'still_jpeg', at: 1.9 },
    { name: 'bars', preset: 'still_png', at: 1.6, width: 90, height: 160 },
    { name: 'film', preset: 'standard' },
  ]
  const both: Edit['tracks'] = [
    {
      kind: 'video',
      clips: [counted, red].map((asset) => ({ type: 'video', asset, duration: asset === red ? 0.4 : 1.6 })),
    },
  ]
  const film = edit(10, both, outputs)
  const paths = await studio.render(film)
  const [middle = '', png = '', jpeg = '', first = '', red1 = '', redJpeg = '', bars = ''] = paths

  await t.test('are found to be what was planned, beside the film', async (t) => {
    const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
    for (const [at, { name, expected }] of studio.plan(film).outputs.entries()) {
      const { media, frameCount } = await verifyOutput(paths[at] ?? '', expected, limits)
      t.same([media.kind, frameCount], name === 'film' ? ['video', 20] : ['image', 1], name)
    }
    t.match((await probed(png)).streams, [{ codec_name: 'png', pix_fmt: 'rgb24', width, height }])
    t.match((await probed(jpeg)).streams, [{ codec_name: 'mjpeg', color_range: 'pc' }])
  })

  await t.test('show their very frame', async (t) => {
    t.ok(isNear(await pixelIn(middle, 80, 45), grey(120), 2), 'the tenth of twenty')
    t.ok(isNear(await pixelIn(png, 80, 45), grey(140), 2), 'nearest to 1.24 s is the twelfth')
    t.ok(isNear(await pixelIn(jpeg, 80, 45), grey(140), 3))
    t.ok(isNear(await pixelIn(first, 0, 0), grey(20), 3))
  })

  await t.test('have the colours that the film has', async (t) => {
    t.ok(isNear(await pixelIn(red1, 80, 45), [255, 0, 0], 2), String(await pixelIn(red1, 80, 45)))
    t.ok(isNear(await pixelIn(redJpeg, 80, 45), [255, 0, 0], 4), String(await pixelIn(redJpeg, 80, 45)))
    t.ok(isNear(await pixelIn(bars, 45, 10, 90), [0, 0, 0], 1))
    t.ok(isNear(await pixelIn(bars, 45, 80, 90), [255, 0, 0], 2))
  })

  await t.test('have the same bytes on another kind of processor, and without the film', async (t) => {
    const stills = { ...film, outputs: outputs.slice(0, 3) }
    const sums = await Promise.all(paths.slice(0, 3).map(sha256Of))
    const older = await studio.render(stills, ['-cpuflags', 'sse2'])
    t.same(await Promise.all(older.map(sha256Of)), sums)
  })
})
