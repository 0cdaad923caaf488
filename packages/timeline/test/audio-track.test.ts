import { test } from 'tap'
import type { AssetFacts, AudioFacts, Edit } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, resolveEdit } from '../src/index.ts'
import { downmixOf } from '../src/sound/downmix.ts'
import { assets, audioClip, clip, edit, ids, pictures, problemsOf, sounds } from './edits.ts'

const sound = (more: Partial<AudioFacts>): AudioFacts => ({
  ...{ codec: 'aac', sampleRateHz: 48_000, channels: 2, durationSeconds: 10 },
  ...more,
})
const audioTracks = [
  sound({ language: 'eng' }),
  sound({ language: 'ger', title: 'Deutsch', stream: 1, channels: 1, durationSeconds: 4 }),
  sound({ stream: 2, channels: 6, channelLayout: '5.1(side)' }),
  sound({ stream: 3, channels: 12, channelLayout: 'unknown' }),
]
const film = assets.get(ids.film) as AssetFacts
const several = new Map([...assets, [ids.film, { ...film, media: { ...film.media, audioTracks } }]])

const soundsOf = (tracks: Edit['tracks']) => {
  const resolution = resolveEdit(edit(tracks), several)
  if (!resolution.ok) return resolution.problems
  return planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion }).sound?.clips
}

test('a sound is chosen by its place in the file, or by its language in any of its codes', async (t) => {
  for (const audioTrack of [1, 'ger', 'deu', 'de'])
    t.match(soundsOf([pictures(clip({ audioTrack }))]), [{ stream: 1, isMono: true }], String(audioTrack))
  const [first] = soundsOf([pictures(clip({ audioTrack: 0 }))]) ?? []
  t.notOk(first && 'stream' in first)
  t.match(soundsOf([pictures(clip({ audioTrack: 2 }))]), [{ stream: 2, isMono: false, downmix: {} }])
})

test('"media" is the length of the sound that is chosen', async (t) => {
  const heard = audioClip({ asset: ids.film, duration: 'media', audioTrack: 'de' })
  t.match(soundsOf([sounds(heard)]), [{ sampleCount: 4 * 48_000 }])
})

test('a sound that the file does not have is refused with a list of those that it has', async (t) => {
  const listed =
    /^Use one of 0 \(eng, 2 channels of aac\); 1 \(ger, Deutsch, 1 channels of aac\); 2 \(6 channels/
  const at = '/tracks/0/clips/0/audioTrack'
  for (const audioTrack of [4, 'fr'])
    t.match(soundsOf([pictures(clip({ audioTrack }))]), [
      { reason: 'AUDIO_TRACK_UNKNOWN', pointer: at, remedy: listed },
    ])
  t.same(problemsOf(edit([pictures(clip({ audioTrack: 1 }))])), [`AUDIO_TRACK_UNKNOWN ${at}`])
  t.same(problemsOf(edit([pictures(clip({ asset: ids.silent, audioTrack: 0 }))])), [
    `AUDIO_TRACK_UNKNOWN ${at}`,
  ])
  t.same(problemsOf(edit([pictures(clip({ freeze: true, audioTrack: 0 }))])), [`FREEZE_CONFLICT ${at}`])
})

test('channels that nobody knows the place of are refused', async (t) => {
  const clips = [clip({ audioTrack: 3 })]
  t.match(soundsOf([pictures(...clips)]), [{ reason: 'SOUND_CHANNELS_UNKNOWN', message: /12 channels/ }])
  t.match(soundsOf([pictures({ ...clips[0]!, muted: true })]), undefined)
})

test('surround goes to the sides by ITU-R BS.775, and what has no name by its channels', async (t) => {
  const half = 0.707106781
  const mixed = (channels: number, channelLayout?: string) =>
    downmixOf(sound({ channels, ...(channelLayout === undefined ? {} : { channelLayout }) }))
  const surround = { left: [1, 0, half, 0, half, 0], right: [0, 1, half, 0, 0, half] }
  t.same(mixed(6, '5.1(side)'), surround)
  t.same(mixed(6), surround)
  t.same(mixed(4, '4.0'), { left: [1, 0, half, 0.5], right: [0, 1, half, 0.5] })
  t.same(mixed(3, '3 channels (FC+FL+LFE)'), { left: [half, 1, 0], right: [half, 0, 0] })
  t.same(mixed(2, '2 channels (SL+SR)'), { left: [half, 0], right: [0, half] })
  t.same([mixed(1), mixed(2), mixed(2, 'downmix')], [null, null, null])
  t.same([mixed(9), mixed(6, 'hexadecagonal'), mixed(8, 'unknown')?.left.length], [undefined, undefined, 8])
})

test('one channel takes half the rate, and is refused where there is no sound', async (t) => {
  const outputs = [
    { name: 'podcast', preset: 'audio_m4a', channels: 1 as const },
    { name: 'film', preset: 'standard', channels: 2 as const },
  ]
  const resolution = resolveEdit(edit([pictures(clip())], { outputs }), assets)
  if (!resolution.ok) return t.fail()
  const plan = planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
  t.match(plan.outputs[0], {
    audio: { kilobitsPerSecond: 96, channels: 1 },
    expected: { channels: 1 },
  })
  t.notOk(plan.outputs[1]?.audio && 'channels' in plan.outputs[1].audio)
  const still = { name: 'still', preset: 'still_png', channels: 1 as const }
  t.same(problemsOf(edit([pictures(clip())], { outputs: [still] })), [
    'CHANNELS_WITHOUT_SOUND /outputs/0/channels',
  ])
})
