import { test } from 'tap'
import type { AudioClip, Edit } from '@framewright/schemas'
import { edit, openStudio, samplesIn, sha256Of } from './films.ts'

const rate = 48_000
const fps = 25
const perFrame = rate / fps
const lossless: Edit['outputs'] = [{ name: 'film', preset: 'audio_wav' }]

test('more sounds than are added up in one run', async (t) => {
  const studio = await openStudio(t)
  /** Says in its value which sample it is: n / 2^20. */
  const ramp = await studio.sound('ramp.wav', 'aevalsrc=n/1048576|n/1048576:s=48000', 2, [
    '-c:a',
    'pcm_s24le',
  ])
  const tone = await studio.sound('tone.wav', 'aevalsrc=0.5*sin(2*PI*1000*t)|0.5*sin(2*PI*1000*t):s=48000', 2)
  const clip = (at: number, more: Partial<AudioClip> = {}): AudioClip => ({
    ...{ type: 'audio', asset: ramp.facts.assetId, in: (at % 30) / fps, ...more },
  })
  const tracks = (count: number, more: Partial<AudioClip> = {}): Edit['tracks'] =>
    [0, 1, 2].map((track) => ({
      kind: 'audio',
      clips: Array.from({ length: count }, (_, at) =>
        clip(at + track, { start: at / fps, duration: 2 / fps, ...more }),
      ).filter((_, at) => at % 3 === track),
    }))

  await t.test('are each in its place, and added up where they meet', async (t) => {
    const count = 120
    const samples = await samplesIn(await studio.renderSound(edit(fps, tracks(count), lossless)))
    t.equal(samples.length, (count + 1) * perFrame)
    const wanted = new Float64Array(samples.length)
    for (let at = 0; at < count; at++) {
      const first = ((at + (at % 3)) % 30) * perFrame
      for (let n = 0; n < 2 * perFrame; n++) wanted[at * perFrame + n]! += (first + n) / 1_048_576
    }
    const farthest = wanted.reduce((most, one, at) => Math.max(most, Math.abs(one - (samples[at] ?? 9))), 0)
    t.ok(farthest < 2 ** -21, `${farthest * 2 ** 20} steps off`)
  })

  await t.test('may be louder together than full scale, before they are mastered', async (t) => {
    const [quiet, loud] = await Promise.all(
      [-30, 6].map(async (gainDb) =>
        samplesIn(
          await studio.renderSound(
            edit(fps, tracks(102, { gainDb, asset: tone.facts.assetId }), [
              { name: 'film', preset: 'audio_wav', loudness: { integratedLufs: -30, truePeakDbtp: -1 } },
            ]),
          ),
        ),
      ),
    )
    const farthest =
      quiet?.reduce((most, one, at) => Math.max(most, Math.abs(one - (loud?.[at] ?? 9))), 0) ?? 9
    t.ok(farthest < 0.0005, `they come to the same: ${farthest} off`)
  })

  await t.test('are the same file each time', async (t) => {
    const one = await sha256Of(await studio.renderSound(edit(fps, tracks(102), lossless)))
    t.equal(await sha256Of(await studio.renderSound(edit(fps, tracks(102), lossless))), one)
  })
})
