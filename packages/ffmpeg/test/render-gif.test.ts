import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { verifyOutput } from '../src/probe/verify.ts'
import { edit, height, openStudio, sha256Of, width } from './films.ts'
import { rgbIn } from './rgb-frames.ts'

const gif: Edit['outputs'] = [{ name: 'gif', preset: 'gif_preview' }]
const frameBytes = 3 * width * height
const limits = { timeoutMs: 60_000, signal: new AbortController().signal }

test('a GIF', async (t) => {
  const studio = await openStudio(t)
  // Frame n has the luma 20 + 7 n.
  const counted = (await studio.counted('counted.mp4', { num: 30, den: 1 }, 30, 7)).facts.assetId
  const stripes = (await studio.image('stripes.png', 'testsrc2=s=320x180', { width: 320, height: 180 })).facts
  const film = edit(30, [{ kind: 'video', clips: [{ type: 'video', asset: counted, duration: 1 }] }], gif)
  const [path = ''] = await studio.render(film)

  await t.test('has a frame each 0.08 s: what is on the screen then', async (t) => {
    const [planned] = studio.plan(film).outputs
    if (planned === undefined) throw new Error('there is an output')
    const { media, frameCount } = await verifyOutput(path, planned.expected, limits)
    t.match([media.kind, media.video?.codec, media.video?.width, frameCount], ['video', 'gif', width, 13])
    const pixels = await rgbIn(path)
    t.equal(pixels.length, 13 * frameBytes)
    const greys = Array.from({ length: 13 }, (_, k) => {
      const frame = pixels.subarray(k * frameBytes, (k + 1) * frameBytes)
      return frame.reduce((sum, one) => sum + one, 0) / frameBytes
    })
    for (const [k, grey] of greys.entries()) {
      const shown = Math.floor(k * 0.08 * 30 + 1e-9)
      const wanted = ((20 + 7 * shown - 16) * 255) / 219
      t.ok(Math.abs(grey - wanted) < 4, `frame ${k} is ${grey.toFixed(0)}, not ${wanted.toFixed(0)}`)
    }
  })

  await t.test('is played again and again', async (t) => {
    const bytes = await readFile(path)
    const at = bytes.indexOf('NETSCAPE2.0')
    t.same([...bytes.subarray(at + 11, at + 16)], [3, 1, 0, 0, 0])
  })

  await t.test('keeps the rate of a slower film, and lies beside the film', async (t) => {
    const both: Edit['outputs'] = [...gif, { name: 'film', preset: 'standard' }]
    const clips = [{ type: 'image' as const, asset: stripes.assetId, duration: 0.7 }]
    const still = edit(10, [{ kind: 'video', clips }], both)
    const paths = await studio.render(still)
    const pixels = await rgbIn(paths[0] ?? '')
    t.equal(pixels.length, 7 * frameBytes, 'also where nothing moves')
    const wanted = (await rgbIn(paths[1] ?? '')).subarray(0, frameBytes)
    const errors = Array.from(wanted, (value, at) => ((pixels[3 * frameBytes + at] ?? 0) - value) ** 2)
    const rms = Math.sqrt(errors.reduce((sum, one) => sum + one, 0) / frameBytes)
    t.ok(rms < 14, `256 colours come near the picture: off by ${rms.toFixed(1)}`)
    const older = await studio.render(still, ['-cpuflags', 'sse2'])
    t.equal(await sha256Of(older[0] ?? ''), await sha256Of(paths[0] ?? ''), 'the same on another processor')
  })

  await t.test('of one frame is a picture', async (t) => {
    const short = edit(60, [{ kind: 'video', clips: [{ type: 'text', text: 'O', duration: 0.04 }] }], gif)
    const [planned] = studio.plan(short).outputs
    if (planned === undefined) throw new Error('there is an output')
    const [made = ''] = await studio.render(short)
    t.equal((await verifyOutput(made, planned.expected, limits)).media.kind, 'image')
  })
})
