import { test } from 'tap'
import type { AudioClip, Edit } from '@framewright/schemas'
import { edit, levelDb, openStudio, samplesIn, sha256Of } from './films.ts'

const rate = 48_000
const lossless: Edit['outputs'] = [{ name: 'film', preset: 'audio_wav' }]

test('ducking', async (t) => {
  const studio = await openStudio(t)
  /** On the left alone, and all samples are the same: what is on the left of the film is the gain of the music. */
  const level = 0.25
  const music = (await studio.sound('music.wav', `aevalsrc=${level}|0:s=48000`, 4)).facts.assetId
  /** On the right alone: two words with a short pause between, in a noise of -49 dB. */
  const words = 'if(between(t,1,1.4)+between(t,1.7,2),0.3*sin(2*PI*200*t),0.005*sin(2*PI*900*t))'
  const voice = (await studio.sound('voice.wav', `aevalsrc='0|${words}':s=48000`, 4)).facts.assetId
  const clip = (asset: string, more: Partial<AudioClip> = {}): AudioClip => ({
    type: 'audio',
    asset,
    ...more,
  })
  const ducking = { amountDb: 12, attack: 0.2, hold: 0.5, release: 0.4 }
  const film = (tracks: Edit['tracks'], more: Partial<Edit> = { ducking }): Edit => ({
    ...edit(25, tracks, lossless),
    ...more,
  })
  const gainsOf = async (given: Edit) =>
    (await samplesIn(await studio.renderSound(given))).map((one) => 20 * Math.log10(one / level))

  await t.test('takes music down in time for the voice, through its pauses, and back', async (t) => {
    const gains = await gainsOf(
      film([
        { kind: 'audio', role: 'music', clips: [clip(music)] },
        { kind: 'audio', role: 'voice', clips: [clip(voice)] },
      ]),
    )
    t.equal(gains.length, 4 * rate)
    for (let second = 0.02; second < 4; second += 0.03) {
      const down = Math.min(1, Math.max(0, (second - 0.8) / 0.2))
      const back = Math.min(1, Math.max(0, (second - 2.5) / 0.4))
      const wanted = -12 * (down - back)
      const gain = gains[Math.round(second * rate)] ?? 0
      t.ok(Math.abs(gain - wanted) < 0.1, `${gain} dB at ${second} s, not ${wanted}`)
    }
  })

  await t.test('goes by what is heard of a voice, and leaves voices and other sounds alone', async (t) => {
    const tracks: Edit['tracks'] = [
      {
        ...{ kind: 'audio', role: 'voice' },
        clips: [clip(music, { role: 'sfx', duration: 1 }), clip(music, { role: 'music', duration: 1 })],
      },
      { kind: 'audio', role: 'voice', clips: [clip(voice, { in: 1, duration: 0.4, gainDb: -30 })] },
    ]
    const quiet = await gainsOf(film(tracks))
    t.ok(
      quiet.every((gain) => Math.abs(gain) < 0.001),
      'a voice that is hardly heard changes nothing',
    )
    const loud = await gainsOf(film(tracks, { ducking: { ...ducking, thresholdDb: -42, release: 1.5 } }))
    t.ok(Math.abs(loud[0.5 * rate] ?? 0) < 0.001, 'sfx stay as they are')
    t.ok(
      Math.abs((loud[Math.round(1.2 * rate)] ?? 0) + 12 * (1 - 0.3 / 1.5)) < 0.1,
      'music is on its way back',
    )
  })

  await t.test(
    'leaves the voice as it is, and has the same bytes where the processor knows less',
    async (t) => {
      const given = film([
        { kind: 'audio', role: 'music', clips: [clip(music, { gainDb: -90 })] },
        {
          kind: 'audio',
          clips: [clip(voice, { role: 'voice' }), clip(music, { role: 'music', duration: 0.5 })],
        },
      ])
      const path = await studio.renderSound(given)
      const right = await samplesIn(path, 1)
      t.ok(Math.abs(levelDb(right, 1.05 * rate, 1.35 * rate) - 20 * Math.log10(0.3 / Math.SQRT2)) < 0.02)
      process.env['GLIBC_TUNABLES'] = 'glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA'
      const older = await studio.renderSound(given).finally(() => delete process.env['GLIBC_TUNABLES'])
      t.equal(await sha256Of(older), await sha256Of(path))
    },
  )
})
