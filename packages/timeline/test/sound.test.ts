import { test } from 'tap'
import { amplitudeOf } from '../src/sound/decibels.ts'
import { cpuEncoders, pipelineVersion, planRender } from '../src/index.ts'
import { audioClip, clip, edit, pictures, problemsOf, resolved, sounds, warningsOf } from './edits.ts'

const options = { encoders: cpuEncoders, pipelineVersion }

test('decibels are factors of amplitude, to nine decimals', async (t) => {
  for (const decibels of [-90, -60.5, -6, -0.01, 0, 0.3, 6, 29.99, 60])
    t.ok(Math.abs(amplitudeOf(decibels) - 10 ** (decibels / 20)) < 1e-9, String(decibels))
  t.equal(amplitudeOf(0), 1)
})

test('keyframes of a gain are in the order of their time', async (t) => {
  const gainDb = [
    { time: 0.5, value: 0 },
    { time: 0.5, value: -6 },
  ]
  t.same(problemsOf(edit([sounds(audioClip({ gainDb }))])), [
    'KEYFRAMES_OUT_OF_ORDER /tracks/0/clips/0/gainDb/1/time',
  ])
})

test('what is level is one number, and what is straight has chords of a decibel', async (t) => {
  const [flat, ramp] = resolved(
    edit([
      sounds(
        audioClip({ gainDb: [{ time: 1, value: -6 }] }),
        audioClip({
          gainDb: [
            { time: 0, value: -10 },
            { time: 1, value: 0 },
          ],
        }),
      ),
    ]),
  ).sounds
  t.same(flat?.gainEnvelope, [{ sample: 48_000, gain: 0.501187234 }])
  t.same(
    ramp?.gainEnvelope?.map(({ sample }) => sample),
    Array.from({ length: 11 }, (_, at) => 4800 * at),
  )
})

test('a curve of a gain has handles in which time goes on, as any curve has', async (t) => {
  const gainDb = [
    { time: 0, value: -10, easing: { cubicBezier: [1.5, 0, 0.5, 1] } },
    { time: 1, value: 0 },
  ]
  t.same(problemsOf(edit([sounds(audioClip({ gainDb }))])), [
    'EASING_INVALID /tracks/0/clips/0/gainDb/0/easing/cubicBezier',
  ])
})

test('what bounces is within half a decibel of its curve', async (t) => {
  const gainDb = [
    { time: 0, value: -12, easing: 'ease-out-bounce' as const },
    { time: 1, value: 0 },
  ]
  const [{ gainEnvelope = [] } = {}] = resolved(edit([sounds(audioClip({ gainDb }))])).sounds
  /** The ball as jQuery UI has had it since 2008. */
  const ball = (part: number): number => {
    const [middle, height] =
      part < 1 / 2.75
        ? [0, 0]
        : part < 2 / 2.75
          ? [1.5, 0.75]
          : part < 2.5 / 2.75
            ? [2.25, 0.9375]
            : [2.625, 0.984375]
    return (part * 2.75 - middle) ** 2 + height
  }
  for (let sample = 0; sample < 48_000; sample += 96) {
    const at = gainEnvelope.findLastIndex((point) => point.sample <= sample)
    const [from, to] = [gainEnvelope[at], gainEnvelope[at + 1]]
    if (from === undefined || to === undefined) return t.fail(`nothing round sample ${sample}`)
    const gain = from.gain + ((to.gain - from.gain) * (sample - from.sample)) / (to.sample - from.sample)
    const off = 20 * Math.log10(gain) - (-12 + 12 * ball(sample / 48_000))
    if (Math.abs(off) > 0.5) return t.fail(`${off} dB off at sample ${sample}`)
  }
  t.pass('at 500 places')
})

test('a frozen clip has no sound to be shaped', async (t) => {
  const frozen = clip({
    freeze: true,
    balance: 1,
    fadeCurve: 'linear',
    role: 'sfx',
    gainDb: [{ time: 0, value: 0 }],
  })
  t.same(problemsOf(edit([pictures(frozen)])), [
    'FREEZE_CONFLICT /tracks/0/clips/0/gainDb',
    'FREEZE_CONFLICT /tracks/0/clips/0/balance',
    'FREEZE_CONFLICT /tracks/0/clips/0/fadeCurve',
    'FREEZE_CONFLICT /tracks/0/clips/0/role',
  ])
})

test('a muted track, and the gain of one, count for all of its clips', async (t) => {
  const [first, second] = [sounds(audioClip({ gainDb: -3 })), sounds(audioClip())]
  const { sounds: heard, frameCount } = resolved(
    edit([
      { ...first, gainDb: -1.5 },
      { ...second, muted: true },
      { ...pictures(clip()), muted: true },
    ]),
  )
  t.same([heard.length, heard[0]?.gainDb, frameCount], [1, -4.5, 60])
})

test('ducking takes a voice and some music, and says so where one is missing', async (t) => {
  const [voice, music] = [audioClip({ role: 'voice' }), audioClip({ role: 'music' })]
  const planned = (...tracks: Parameters<typeof edit>[0]) =>
    planRender(resolved(edit(tracks, { ducking: {} })), options).sound
  t.same(planned(sounds(voice), { ...sounds(audioClip(), voice), role: 'music' }), {
    ...planned(sounds(voice), sounds(music, voice)),
  })
  t.same(planned(sounds(voice), sounds(music))?.ducking, {
    ...{ amountDb: 12, thresholdDb: -35 },
    ...{ attackSamples: 12_000, holdSamples: 24_000, releaseSamples: 38_400 },
  })
  const alone = edit([sounds(voice, audioClip())], { ducking: {} })
  t.same(warningsOf(alone), ['EFFECT_CHANGES_NOTHING /ducking', 'GAP_SHOWS_BACKGROUND /tracks'])
  t.same(planned(sounds(voice)), planRender(resolved(edit([sounds(audioClip())])), options).sound)
})

test('a loudness is that of the output, or that of the edit, and of something that is heard', async (t) => {
  const film = edit([sounds(audioClip())], {
    loudness: { integratedLufs: -16 },
    outputs: [
      { name: 'a', preset: 'standard' },
      { name: 'b', preset: 'audio_mp3', loudness: { integratedLufs: -23, truePeakDbtp: -2 } },
      { name: 'c', preset: 'still_png' },
    ],
  })
  t.same(
    planRender(resolved(film), options).outputs.map(({ audio }) => audio?.loudness),
    [{ integratedLufs: -16, truePeakDbtp: -1 }, { integratedLufs: -23, truePeakDbtp: -2 }, undefined],
  )
  const still = { name: 'c', preset: 'still_png', loudness: { integratedLufs: -16 } }
  t.same(problemsOf({ ...film, outputs: [still] }), ['LOUDNESS_WITHOUT_SOUND /outputs/0/loudness'])
})
