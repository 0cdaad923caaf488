import { stat } from 'node:fs/promises'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { OutputInvalid } from '../src/errors.ts'
import { verifyOutput } from '../src/probe/verify.ts'
import { edit, openStudio, sha256Of } from './films.ts'

const size = { width: 240, height: 136 }
const outputs: Edit['outputs'] = [
  // Not the first that ffmpeg makes.
  { name: 'still', preset: 'still_png', at: 0 },
  { name: 'small-h264', preset: 'standard', maxSizeMb: 0.12, ...size },
  { name: 'small-hevc', preset: 'archive', maxSizeMb: 0.15, ...size },
  { name: 'twice-vp9', preset: 'web', bitrateKbps: 1000, ...size },
  { name: 'twice-h264', preset: 'standard', bitrateKbps: 1000, passes: 2, ...size },
]
const limits = { timeoutMs: 60_000, signal: new AbortController().signal }

test('films of a size, in two passes', async (t) => {
  const studio = await openStudio(t)
  const noise = 'nullsrc=s=400x240,geq=lum=random(1)*255:cb=128:cr=128'
  const asset = (await studio.image('noise.png', noise, { width: 400, height: 240 })).facts.assetId
  const tone = (await studio.sound('tone.wav', 'sine=440:r=48000', 2)).facts.assetId
  // Noise that stands still, and then noise that jumps about and takes whatever it is given.
  const clips = Array.from({ length: 16 }, (_, at) => ({
    ...{ type: 'image' as const, asset, duration: at === 0 ? 0.5 : 0.1, fit: 'cover' as const },
    ...{ scale: 1 + at / 10, position: { x: 0.5 + (at % 5) / 20, y: 0.5 } },
  }))
  const tracks: Edit['tracks'] = [
    { kind: 'video', clips },
    { kind: 'audio', clips: [{ type: 'audio', asset: tone, duration: 2 }] },
  ]
  const film = edit(10, tracks, outputs)
  const paths = await studio.render(film)
  const plan = studio.plan(film)

  await t.test('are no larger than they may be, and not much smaller', async (t) => {
    for (const [at, { name, expected }] of plan.outputs.entries()) {
      const { sizeBytes } = await verifyOutput(paths[at] ?? '', expected, limits)
      const most = (outputs[at]?.maxSizeMb ?? Infinity) * 1e6
      t.ok(
        sizeBytes <= most && (most === Infinity || sizeBytes > 0.7 * most),
        `${name}: ${sizeBytes} of ${most}`,
      )
    }
    for (const [at, kbps] of [
      [3, 1128],
      [4, 1192],
    ] as const) {
      const is = ((await stat(paths[at] ?? '')).size * 8) / 2 / 1000
      t.ok(Math.abs(is / kbps - 1) < 0.25, `${outputs[at]?.name}: ${is} instead of ${kbps} kbit/s`)
    }
  })

  await t.test('are found to be wrong when they are larger', async (t) => {
    const expected = plan.outputs[1]?.expected
    if (expected === undefined || expected.videoCodec === null) return t.fail('it has a picture')
    const bounded = { ...expected, largestBytes: 1000 }
    await t.rejects(verifyOutput(paths[1] ?? '', bounded, limits), OutputInvalid)
  })

  await t.test('have the same bytes again, on another kind of processor', async (t) => {
    const sums = await Promise.all(paths.map(sha256Of))
    const older = await Promise.all((await studio.render(film, ['-cpuflags', 'sse2'])).map(sha256Of))
    for (const [at, sum] of older.entries()) t.equal(sum, sums[at], outputs[at]?.name ?? '')
  })
})
