import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { edit, levelDb, openStudio, probed, samplesIn } from './films.ts'

const rate = 48_000
/** Sound as it is, in 24 bits: what is measured is the mix, not an encoder. */
const lossless: Edit['outputs'] = [{ name: 'film', preset: 'high_quality' }]

test('sound', async (t) => {
  const studio = await openStudio(t)
  const tone = (
    await studio.sound('tone.wav', 'aevalsrc=0.5*sin(2*PI*1000*t)|0.5*sin(2*PI*1000*t):s=48000', 3)
  ).facts.assetId
  const low = (await studio.sound('low.wav', 'aevalsrc=0.5*sin(2*PI*300*t):s=44100', 3, [], 1)).facts.assetId
  /** Says in its value which sample it is: n / 2^17. */
  const ramp = (
    await studio.sound('ramp.wav', 'aevalsrc=n/131072|n/131072:s=48000', 2.5, ['-c:a', 'pcm_s24le'])
  ).facts.assetId
  const toneDb = 20 * Math.log10(0.5 / Math.SQRT2)

  await t.test('sound begins on the sample of its frame, from the sample that was asked for', async (t) => {
    const fps = { num: 24000, den: 1001 }
    const path = await studio.renderSound(
      edit(
        fps,
        [
          {
            kind: 'audio',
            clips: [
              { type: 'audio', asset: ramp, start: 0.5, duration: 0.5, in: 0.25 },
              { type: 'audio', asset: ramp, start: 1.5, duration: 0.2, in: 1.9 },
            ],
          },
        ],
        lossless,
      ),
    )
    const samples = await samplesIn(path)
    const sampleOf = (frame: number) => Math.round((frame * rate * fps.den) / fps.num)
    t.equal(samples.length, sampleOf(41), 'the sound is as long as the picture')
    const first = sampleOf(12)
    const second = sampleOf(36)
    t.equal(samples[first - 1], 0)
    const numberAt = (at: number) => Math.round((samples[at] ?? 0) * 131072)
    t.same([numberAt(first), numberAt(first + 1000)], [12_000, 13_000])
    t.same([numberAt(sampleOf(24) - 1), numberAt(sampleOf(24))], [12_000 + sampleOf(24) - 1 - first, 0])
    t.same([numberAt(second), numberAt(sampleOf(41) - 1)], [91_200, 91_200 + sampleOf(41) - 1 - second])
  })

  await t.test('gain is in decibels, fades are straight, and what is alone keeps its level', async (t) => {
    const path = await studio.renderSound(
      edit(
        25,
        [
          {
            kind: 'audio',
            clips: [{ type: 'audio', asset: tone, duration: 1, gainDb: -6, fadeIn: 0.4, fadeOut: 0.2 }],
          },
          { kind: 'audio', clips: [{ type: 'audio', asset: low, start: 1.2, duration: 0.4 }] },
          { kind: 'audio', clips: [{ type: 'audio', asset: tone, start: 1.2, duration: 0.4, muted: true }] },
        ],
        lossless,
      ),
    )
    const samples = await samplesIn(path)
    t.equal(samples.length, 1.6 * rate)
    const db = (from: number, to: number) => levelDb(samples, from * rate, to * rate)
    t.ok(Math.abs(db(0.5, 0.7) - (toneDb - 6)) < 0.05, `6 dB less (${db(0.5, 0.7)})`)
    t.ok(Math.abs(db(0.199, 0.201) - (toneDb - 12.04)) < 0.1, `half way in (${db(0.199, 0.201)})`)
    t.ok(Math.abs(db(0.899, 0.901) - (toneDb - 12.04)) < 0.1, `half way out (${db(0.899, 0.901)})`)
    t.ok(
      samples.subarray(1.02 * rate, 1.19 * rate).every((one) => one === 0),
      'silence between',
    )
    t.ok(Math.abs(db(1.3, 1.5) - toneDb) < 0.05, `nothing is normalised (${db(1.3, 1.5)})`)
  })

  await t.test('a crossfade keeps the power of two sounds that have nothing in common', async (t) => {
    const path = await studio.renderSound(
      edit(
        25,
        [
          {
            kind: 'audio',
            clips: [
              { type: 'audio', asset: tone, duration: 1 },
              {
                type: 'audio',
                asset: low,
                duration: 1,
                in: 0.5,
                transition: { type: 'crossfade', duration: 0.8 },
              },
            ],
          },
        ],
        lossless,
      ),
    )
    const samples = await samplesIn(path)
    t.equal(samples.length, 1.2 * rate)
    for (let at = 0.05; at < 1.15; at += 0.1) {
      const level = levelDb(samples, at * rate, (at + 0.03) * rate)
      t.ok(Math.abs(level - toneDb) < 0.25, `${level} at ${at}`)
    }
    const share = (hertz: number, at: number) =>
      tonePower(samples.subarray(at * rate, (at + 0.04) * rate), hertz)
    t.ok(
      share(300, 0.1) < 0.001 && share(1000, 1.1) < 0.001,
      'before and after it there is one of them alone',
    )
    t.ok(Math.abs(share(300, 0.58) - share(1000, 0.58)) < 0.02, 'half way both are equally loud')
  })

  await t.test('the sound of a video goes with its picture, also through AAC and Opus', async (t) => {
    const video = (
      await studio.plain('loud.mov', 'gray', 2, 'aevalsrc=0.5*sin(2*PI*1000*t)|0.5*sin(2*PI*1000*t):s=48000')
    ).facts.assetId
    const paths = await studio.render(
      edit(
        30,
        [
          { kind: 'video', clips: [{ type: 'video', asset: video, start: 0.5, duration: 0.5, in: 0.3 }] },
          { kind: 'video', clips: [{ type: 'video', asset: video, start: 1.2, duration: 0.3, muted: true }] },
        ],
        [
          { name: 'a', preset: 'standard' },
          { name: 'b', preset: 'web' },
        ],
      ),
    )
    for (const path of paths) {
      const samples = await samplesIn(path)
      const { streams, format } = await probed(path)
      t.same(
        streams.map(({ codec_type }) => codec_type),
        ['video', 'audio'],
      )
      t.ok(Math.abs(Number(format.duration) - 1.5) < 0.034, `it is ${format.duration} s long`)
      t.ok(levelDb(samples, 0, 0.48 * rate) < -60, 'silent before')
      t.ok(Math.abs(levelDb(samples, 0.55 * rate, 0.95 * rate) - toneDb) < 0.3, 'as loud as it was')
      t.ok(levelDb(samples, 1.25 * rate, 1.45 * rate) < -60, 'and what is muted is silent')
      const begins = samples.findIndex((one) => Math.abs(one) > 0.1) / rate
      t.ok(Math.abs(begins - 0.5) < 0.004, `it begins at ${begins}`)
    }
  })

  await t.test(
    'a source without an index is read from where it should be, and one that is short ends in silence',
    async (t) => {
      const mp3 = (
        await studio.sound('tone.mp3', 'aevalsrc=if(gte(t\\,1)\\,0.5*sin(2*PI*1000*t)\\,0):s=44100', 2)
      ).facts.assetId
      const path = await studio.renderSound(
        edit(
          25,
          [{ kind: 'audio', clips: [{ type: 'audio', asset: mp3, in: 0.8, duration: 1.2 }] }],
          lossless,
        ),
      )
      const samples = await samplesIn(path)
      const begins = samples.findIndex((one) => Math.abs(one) > 0.1) / rate
      t.ok(Math.abs(begins - 0.2) < 0.004, `it begins at ${begins}`)
      t.equal(samples.length, 1.2 * rate)
    },
  )
})

/** The power of a frequency in a piece of sound (Goertzel). */
function tonePower(samples: Float32Array, hertz: number): number {
  let cos = 0
  let sin = 0
  for (const [at, one] of samples.entries()) {
    cos += one * Math.cos((2 * Math.PI * hertz * at) / rate)
    sin += one * Math.sin((2 * Math.PI * hertz * at) / rate)
  }
  return (2 * (cos * cos + sin * sin)) / (samples.length * samples.length)
}
