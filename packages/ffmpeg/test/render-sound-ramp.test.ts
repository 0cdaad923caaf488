import type { Edit, VideoClip } from '@framewright/schemas'
import { test } from 'tap'
import { edit, openStudio, samplesIn } from './films.ts'

const fps = 30
const rate = 48_000
const lossless: Edit['outputs'] = [{ name: 'sound', preset: 'audio_wav' }]
const hertz = 300

test('the sound of a clip whose speed changes', async (t) => {
  const studio = await openStudio(t)
  const tone = (
    await studio.plain(
      'tone.mov',
      'gray',
      4,
      `aevalsrc=0.5*sin(2*PI*${hertz}*t)|0.5*sin(2*PI*${hertz}*t):s=${rate}`,
    )
  ).facts.assetId
  const pulse = 'if(eq(mod(n\\,4800)\\,2400)\\,0.9\\,0)'
  const clicks = (await studio.plain('clicks.mov', 'gray', 4, `aevalsrc=${pulse}|${pulse}:s=${rate}`)).facts
    .assetId
  const heard = async (asset: string, more: Partial<VideoClip>) => {
    const clip: VideoClip = { type: 'video', asset, pitch: 'follow', ...more }
    return samplesIn(await studio.renderSound(edit(fps, [{ kind: 'video', clips: [clip] }], lossless)))
  }
  // 1 to 3 in a second, and on at 3: t + t^2, then 2 + 3 (t - 1).
  const speed = [
    { time: 0, value: 1 },
    { time: 1, value: 3 },
  ]
  const taken = (t: number) => (t < 1 ? t + t * t : 2 + 3 * (t - 1))
  const seconds = 1.2

  await t.test('goes up with it, without a click where pieces meet', async (t) => {
    for (const reverse of [false, true]) {
      const samples = await heard(tone, { in: 0.25, duration: seconds, speed, reverse })
      t.equal(samples.length, seconds * rate)
      const wanted = samples.map((_, n) => {
        // Backwards, the first sample is the last one of the piece.
        const moment = 0.25 + (reverse ? taken(seconds) - 1 / rate - taken(n / rate) : taken(n / rate))
        return 0.5 * Math.sin(2 * Math.PI * hertz * moment)
      })
      const off = samples.map((sample, n) => sample - (wanted[n] ?? NaN))
      const far = off.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
      const jump = off.reduce((most, one, n) => Math.max(most, Math.abs(one - (off[n - 1] ?? one))), 0)
      t.ok(far < 0.03, `${reverse ? 'backwards, ' : ''}at most ${far} beside what it should be`)
      t.ok(
        jump < 0.004,
        `${reverse ? 'backwards, ' : ''}no two samples are ${jump} more apart than they should be`,
      )
    }
  })

  await t.test('stays with its picture: each click is in its place to a sample or two', async (t) => {
    const samples = await heard(clicks, { duration: seconds, speed })
    for (let click = 0; click < 25; click++) {
      const at = 0.05 + 0.1 * click
      const moment = at < 2 ? (Math.sqrt(1 + 4 * at) - 1) / 2 : 1 + (at - 2) / 3
      const from = Math.round(moment * rate) - 200
      const part = samples.subarray(from, from + 400)
      const loudest = part.reduce((best, one, n) => (one > (part[best] ?? 0) ? n : best), 0)
      t.ok(
        Math.abs(from + loudest - moment * rate) <= 2,
        `click ${click}: ${from + loudest - moment * rate} samples`,
      )
    }
  })
})
