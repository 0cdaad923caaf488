import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import { verifyOutput } from '../src/probe/verify.ts'
import { edit, openStudio, probed, sha256Of } from './films.ts'
import { rgbIn } from './rgb-frames.ts'

const run = promisify(execFile)

test('AV1', async (t) => {
  const studio = await openStudio(t)
  const stripes = (await studio.image('stripes.png', 'testsrc2=s=320x180', { width: 320, height: 180 })).facts
  const tone = (await studio.sound('tone.wav', 'sine=f=440:r=48000', 2, [], 1)).facts.assetId
  const film = edit(
    10,
    [
      { kind: 'video', clips: [{ type: 'image', asset: stripes.assetId, duration: 1, fadeIn: 0.3 }] },
      { kind: 'video', clips: [{ type: 'text', text: 'AV1', duration: 0.5, size: 30 }] },
      { kind: 'audio', clips: [{ type: 'audio', asset: tone, duration: 1 }] },
    ],
    [
      { name: 'film', preset: 'web_av1', crf: 20 },
      { name: 'reference', preset: 'standard', crf: 12 },
    ],
  )
  const [path = '', reference = ''] = await studio.render(film)

  await t.test('is what its preset says, and tagged as all films are', async (t) => {
    const [planned] = studio.plan(film).outputs
    if (planned === undefined) throw new Error('there is an output')
    const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
    t.equal((await verifyOutput(path, planned.expected, limits)).frameCount, 10)
    const { streams, format } = await probed(path)
    t.match(streams[0], {
      codec_name: 'av1',
      color_space: 'bt709',
      color_transfer: 'bt709',
      color_range: 'tv',
    })
    t.notMatch(JSON.stringify([streams, format]), /Lav[cf]\d|creation_time|SVT/)
  })

  await t.test('shows what H.264 shows', async (t) => {
    const [av1, h264] = await Promise.all([rgbIn(path), rgbIn(reference)])
    t.equal(av1.length, h264.length)
    const error = Array.from(av1, (value, at) => (value - (h264[at] ?? 0)) ** 2).reduce(
      (sum, one) => sum + one,
      0,
    )
    const psnr = 10 * Math.log10((255 * 255 * av1.length) / error)
    t.ok(psnr > 34, `${psnr.toFixed(1)} dB`)
  })

  await t.test(
    'has the same bytes without the newer instructions, and with any number of threads',
    async (t) => {
      const [command] = await studio.commands({
        ...film,
        tracks: film.tracks.slice(0, 1),
        outputs: film.outputs.slice(0, 1),
      })
      assert(command !== undefined && command.args.includes('lp=2'), 'it says how many threads there are')
      const sums = []
      for (const params of ['lp=2', 'lp=2:asm=sse2', 'lp=1', 'lp=5:asm=ssse3']) {
        const args = command.args.map((arg) => (arg === 'lp=2' ? params : arg))
        await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-cpuflags', 'sse2', ...args])
        sums.push(await sha256Of(command.outputs[0]?.path ?? ''))
      }
      t.equal(new Set(sums).size, 1)
    },
  )
})
