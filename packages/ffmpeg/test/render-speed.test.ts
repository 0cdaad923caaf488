import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { edit, levelDb, lumasIn, openStudio, samplesIn, sha256Of } from './films.ts'

const rate = 48_000
const thirty = { num: 30, den: 1 }
const ntscFilm = { num: 24000, den: 1001 }
/** Sound as it is, in 24 bits: what is measured is the mix, not an encoder. */
const lossless: Edit['outputs'] = [{ name: 'film', preset: 'high_quality' }]

test('speed', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', thirty, 90)).facts.assetId

  await t.test('frame n shows what is on the screen (n + 0.3) times the speed frames later', async (t) => {
    for (const fps of [thirty, ntscFilm]) {
      // At 10 times 30 frames a second every moment falls on the border of two frames: the later one has begun.
      const parts = [
        { speed: 2, in: 0.7, frames: 12 },
        { speed: 0.5, in: 1, frames: 10 },
        { speed: 10, in: 0.1, frames: 6 },
        { speed: 0.1, in: 0.5, frames: 12 },
        { speed: 1.25, in: 1.7, frames: 9 },
        { speed: 3.7, in: 0, frames: 7 },
        { speed: 33.333, in: 0, frames: 2 },
      ]
      const clips = parts.map(({ frames, ...more }) => ({
        ...{ type: 'video' as const, asset: counted, duration: (frames * fps.den) / fps.num },
        ...more,
      }))
      const [path = ''] = await studio.render(edit(fps, [{ kind: 'video', clips }]))
      const wanted = parts.flatMap(({ speed, in: begin, frames }) =>
        Array.from({ length: frames }, (_, n) =>
          Math.floor((begin + ((n + 0.3) * speed * fps.den) / fps.num) * 30 + 1e-6),
        ),
      )
      t.same(numbers(await lumasIn(path)), wanted, `at ${fps.num}/${fps.den}`)
    }
  })

  await t.test('"media" is what is left of the asset at that speed, and a clip may fill it', async (t) => {
    const [path = ''] = await studio.render(
      edit(30, [{ kind: 'video', clips: [{ type: 'video', asset: counted, in: 1, speed: 4 }] }]),
    )
    const wanted = Array.from({ length: 15 }, (_, n) => 30 + 4 * n + 1)
    t.same(numbers(await lumasIn(path)), wanted)
  })

  /** A click each second from 0.5 s on, loud as it can be, in noise that is quiet. */
  const clicks = (
    await studio.sound(
      'clicks.wav',
      "aevalsrc='0.02*sin(2*PI*440*t)+if(lt(mod(t-0.5,1),0.0005)*gte(t,0.5),0.9,0)':s=48000",
      62,
      [],
      1,
    )
  ).facts.assetId
  const tone = (await studio.sound('tone.wav', 'aevalsrc=0.5*sin(2*PI*1000*t):s=44100', 6, [], 1)).facts
    .assetId
  const soundOf = async (fps: number | typeof ntscFilm, clip: object) =>
    samplesIn(
      await studio.renderSound(
        edit(fps, [{ kind: 'audio', clips: [{ type: 'audio', asset: clicks, ...clip }] }], lossless),
      ),
    )

  await t.test('a pitch that follows puts each sample in its place, over a minute too', async (t) => {
    for (const speed of [1.037]) {
      const seconds = 60 / speed
      const samples = await soundOf(25, { speed, pitch: 'follow', in: 0.25, duration: seconds })
      t.equal(samples.length, Math.round(seconds * 25) * (rate / 25), `${speed}: its length is exact`)
      const found = clickTimes(samples, 0.3)
      t.equal(found.length, 60)
      const worst = Math.max(...found.map((at, n) => Math.abs(at - (n + 0.25) / speed)))
      t.ok(worst < 0.001, `${speed}: the worst click is ${worst} s from its place`)
    }
  })

  await t.test('a pitch that is kept does not drift, and its length is exact', async (t) => {
    // What is joined by atempo is 43 ms long: so far it looks for what fits.
    for (const speed of [0.8, 1.25]) {
      const seconds = 60 / speed
      const samples = await soundOf(25, { speed, in: 0.25, duration: seconds })
      t.equal(samples.length, Math.round(seconds * 25) * (rate / 25), `${speed}: its length is exact`)
      const found = clickTimes(samples, 0.3)
      const off = found.map((at) => {
        const nearest = Math.round(at * speed - 0.25) + 0.25
        return at - nearest / speed
      })
      t.ok(found.length > 40, `${found.length} of 60 clicks are heard`)
      const worst = Math.max(...off.map(Math.abs))
      t.ok(worst < 0.043, `${speed}: the worst click is ${worst} s from its place`)
      const mean = (some: number[]) => some.reduce((sum, one) => sum + one, 0) / some.length
      const drift = mean(off.slice(-15)) - mean(off.slice(0, 15))
      t.ok(Math.abs(drift) < 0.01, `${speed}: the last clicks are no later than the first ones (${drift} s)`)
    }
  })

  await t.test('a tone keeps its pitch, or follows the speed; gain, fades and crossfades stay', async (t) => {
    const of = (more: object) => ({ type: 'audio' as const, asset: tone, speed: 1.5, duration: 1, ...more })
    const path = await studio.renderSound(
      edit(
        25,
        [
          {
            kind: 'audio',
            clips: [
              of({ gainDb: -6 }),
              of({ pitch: 'follow', fadeIn: 0.4 }),
              of({ in: 1, transition: { type: 'crossfade', duration: 0.4, audioCurve: 'none' } }),
            ],
          },
        ],
        lossless,
      ),
    )
    const samples = await samplesIn(path)
    t.equal(samples.length, 2.6 * rate)
    const hertz = (from: number, to: number) =>
      crossings(samples.subarray(from * rate, to * rate)) / (to - from)
    const near = (value: number, wanted: number) => Math.abs(value - wanted) / wanted < 0.01
    t.ok(near(hertz(0.1, 0.9), 1000), `${hertz(0.1, 0.9)} Hz`)
    t.ok(near(hertz(1.1, 1.75), 1500), `${hertz(1.1, 1.75)} Hz`)
    t.ok(near(hertz(1.85, 2.5), 1000), `${hertz(1.85, 2.5)} Hz`)
    const toneDb = 20 * Math.log10(0.5 / Math.SQRT2)
    const db = (from: number, to: number) => levelDb(samples, from * rate, to * rate)
    t.ok(Math.abs(db(0.2, 0.8) - (toneDb - 6)) < 0.3, `6 dB less (${db(0.2, 0.8)})`)
    t.ok(Math.abs(db(1.199, 1.201) - (toneDb - 6.02)) < 0.3, `half way in (${db(1.199, 1.201)})`)
  })

  await t.test('the bytes are the same again, and on another kind of processor', async (t) => {
    const given = edit(25, [
      { kind: 'video', clips: [{ type: 'video', asset: counted, speed: 1.7, duration: 1 }] },
      {
        kind: 'audio',
        clips: [
          { type: 'audio', asset: tone, speed: 0.7, duration: 0.5 },
          { type: 'audio', asset: clicks, speed: 1.3, pitch: 'follow', duration: 0.5 },
        ],
      },
    ])
    const sums = await Promise.all((await studio.render(given)).map(sha256Of))
    t.same(await Promise.all((await studio.render(given, ['-cpuflags', 'sse2'])).map(sha256Of)), sums)
  })
})

/** From lumas back to the numbers of frames. */
const numbers = (levels: readonly number[]): number[] => levels.map((one) => Math.round((one - 20) / 2))

/** The seconds at which something is loud, each time once. */
function clickTimes(samples: Float32Array, threshold: number): number[] {
  const times: number[] = []
  for (let at = 0; at < samples.length; at++) {
    if (Math.abs(samples[at] ?? 0) <= threshold) continue
    times.push(at / rate)
    at += 0.2 * rate
  }
  return times
}

/** How often it goes up through nothing. */
const crossings = (samples: Float32Array): number =>
  samples.reduce((sum, one, at) => sum + (one >= 0 && (samples[at - 1] ?? 0) < 0 ? 1 : 0), 0)
