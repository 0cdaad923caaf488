import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { verifyOutput } from '../src/probe/verify.ts'
import { edit, height, openStudio, probed, sha256Of, width } from './films.ts'

const run = promisify(execFile)

/** Red, green, blue and alpha of a pixel of a frame, as a decoder that knows of alpha gives them. */
async function pixelsIn(path: string, size = { width, height }) {
  const decoder = path.endsWith('.webm') ? ['-c:v', 'libvpx-vp9'] : []
  const filters = ['-vf', 'scale=flags=bicubic+accurate_rnd+full_chroma_int,format=rgba']
  const args = [
    '-v',
    'error',
    ...decoder,
    '-i',
    path,
    ...filters,
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    '-',
  ]
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 })
  return (frame: number, x: number, y: number): number[] => {
    const at = 4 * ((frame * size.height + y) * size.width + x)
    return [...stdout.subarray(at, at + 4)]
  }
}

const isNear = (is: readonly number[], wanted: readonly number[], by: number): boolean =>
  is.length === 4 && is.every((one, at) => Math.abs(one - (wanted[at] ?? -99)) <= by)

const outputs: Edit['outputs'] = [
  { name: 'png', preset: 'still_png', at: 0.2 },
  { name: 'prores', preset: 'prores_4444' },
  { name: 'web', preset: 'web', crf: 15 },
  { name: 'large', preset: 'prores_4444', width: 240, height: 160 },
  { name: 'small', preset: 'web', width: 120, height: 80 },
  { name: 'black', preset: 'standard', crf: 12 },
]

test('films that can be seen through', async (t) => {
  const studio = await openStudio(t)
  const red = (await studio.plain('red.mov', '0xc00000', 1)).facts.assetId
  const blue = (await studio.plain('blue.mov', '0x0000c0', 1)).facts.assetId
  const half = { fit: 'fill', scale: 0.5, opacity: 0.5 } as const
  const film: Edit = {
    ...edit(
      10,
      [
        {
          kind: 'video',
          clips: [
            // Blue in the left half at half its strength, then red in the lower right, going over evenly.
            { type: 'video', asset: blue, duration: 0.8, ...half, position: { x: 0.25, y: 0.25 } },
            {
              ...{
                type: 'video',
                asset: red,
                duration: 0.7,
                fit: 'fill',
                scale: 0.5,
                position: { x: 0.75, y: 0.75 },
              },
              transition: { type: 'crossfade', duration: 0.4 },
            },
          ],
        },
        {
          kind: 'video',
          clips: [{ type: 'video', asset: red, duration: 0.4, ...half, position: { x: 0.25, y: 0.5 } }],
        },
      ],
      outputs,
    ),
    canvas: { width, height, fps: 10, background: 'transparent' },
  }
  const paths = await studio.render(film)
  const [png = '', prores = '', web = '', large = '', small = '', black = ''] = paths

  await t.test('are found to be what was planned', async (t) => {
    const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
    for (const [at, { expected }] of studio.plan(film).outputs.entries()) {
      const { media } = await verifyOutput(paths[at] ?? '', expected, limits)
      t.equal(media.video?.hasAlpha, at < 5)
    }
    t.match((await probed(prores)).streams, [{ pix_fmt: 'yuva444p12le', codec_tag_string: 'ap4h' }])
  })

  await t.test(
    'have the colour and the alpha of what is laid over nothing, and over each other',
    async (t) => {
      // Two halves leave a quarter to be seen through; of the rest the upper one has two thirds.
      const cases = [
        { x: 40, y: 12, rgba: [0, 0, 192, 127.5], of: 'blue alone' },
        { x: 40, y: 34, rgba: [128, 0, 64, 191], of: 'red over blue' },
        { x: 40, y: 56, rgba: [192, 0, 0, 127.5], of: 'red alone' },
      ]
      for (const { path, by } of [
        { path: png, by: 3 },
        { path: prores, by: 4 },
        { path: web, by: 8 },
      ]) {
        const pixel = await pixelsIn(path)
        const frame = path === png ? 0 : 2
        for (const { x, y, rgba, of } of cases)
          t.ok(
            isNear(pixel(frame, x, y), rgba, by),
            `${of}: ${pixel(frame, x, y).join()} in ${path.slice(-5)}`,
          )
        t.ok((pixel(frame, 120, 20)[3] ?? 255) <= 1, 'nothing')
      }
    },
  )

  await t.test('go over from one clip to the next by what each has of the picture', async (t) => {
    for (const { path, by } of [
      { path: prores, by: 5 },
      { path: web, by: 10 },
    ]) {
      const pixel = await pixelsIn(path)
      // At frame 6 of 4 to 8 both have half of what they were.
      t.ok(isNear(pixel(6, 40, 12), [0, 0, 192, 64], by), pixel(6, 40, 12).join())
      t.ok(isNear(pixel(6, 120, 70), [192, 0, 0, 127.5], by), pixel(6, 120, 70).join())
      t.ok(isNear(pixel(9, 120, 70), [192, 0, 0, 255], by), 'and in the end all of it')
      t.ok((pixel(9, 40, 12)[3] ?? 255) <= 1)
    }
  })

  await t.test('keep their colours up to the edge when they are scaled, and have clear bars', async (t) => {
    const pixel = await pixelsIn(large, { width: 240, height: 160 })
    // The canvas stands between y = 12 and 148, half as large again; the red clip begins at x = 120.
    for (const x of [119, 120, 121, 122, 124, 150]) {
      const [r = 0, g = 0, b = 0, a = 0] = pixel(9, x, 120)
      t.ok(a < 16 || isNear([r, g, b, 0], [192, 0, 0, 0], 12), `${x}: ${[r, g, b, a].join()}`)
    }
    t.ok(isNear(pixel(9, 150, 120), [192, 0, 0, 255], 4))
    const inSmall = await pixelsIn(small, { width: 120, height: 80 })
    t.ok(isNear(inSmall(9, 90, 60), [192, 0, 0, 255], 8) && (inSmall(9, 30, 20)[3] ?? 255) <= 1)
    t.ok((pixel(9, 150, 155)[3] ?? 255) <= 1 && (pixel(2, 60, 3)[3] ?? 255) <= 1, 'bars')
  })

  await t.test('are on black where they cannot be seen through', async (t) => {
    const pixel = await pixelsIn(black)
    t.ok(isNear(pixel(2, 40, 12), [0, 0, 96, 255], 4), pixel(2, 40, 12).join())
    t.ok(isNear(pixel(2, 40, 34), [96, 0, 48, 255], 4), pixel(2, 40, 34).join())
    t.ok(isNear(pixel(2, 120, 20), [0, 0, 0, 255], 3))
    t.ok(isNear(pixel(6, 120, 70), [96, 0, 0, 255], 5), pixel(6, 120, 70).join())
  })

  await t.test('have the same bytes again, on another kind of processor and on one thread', async (t) => {
    const sums = await Promise.all(paths.map(sha256Of))
    const older = await Promise.all((await studio.render(film, ['-cpuflags', 'sse2'])).map(sha256Of))
    for (const [at, sum] of older.entries()) t.equal(sum, sums[at], outputs[at]?.name ?? '')
    const [, , , ofLarge] = sums
    const alone = { ...film, outputs: outputs.slice(3, 4) }
    const [onOneThread = ''] = await studio.render(alone, ['-filter_complex_threads', '1'])
    t.equal(await sha256Of(onOneThread), ofLarge)
  })
})
