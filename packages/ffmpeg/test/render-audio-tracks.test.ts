import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { edit, openStudio, probed, samplesIn, sha256Of } from './films.ts'
import { integratedLufs } from './loudness.ts'

const half = Math.SQRT1_2
/** FL FR FC LFE SL SR: each channel holds its own value all the time. */
const levels = [0.9, 0.2, 0.6, 0.8, 0.4, 0.1] as const
const [left, right, centre, , leftBehind, rightBehind] = levels

test('the sounds of a file that has several', async (t) => {
  const studio = await openStudio(t)
  const source = (values: readonly (number | string)[], layout: string) => [
    ...['-f', 'lavfi', '-i', `aevalsrc='${values.join('|')}':s=48000:d=1:c=${layout}`],
  ]
  const file = await studio.found('several.mov', [
    ...source([0.25, 0.5], 'stereo'),
    ...source([0.125], 'mono'),
    ...source(levels, '5.1(side)'),
    ...source(Array(9).fill('0.1'), 'FL+FR+FC+LFE+BL+BR+BC+SL+SR'),
    ...['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-c:a', 'pcm_f32le', '-c:a:3', 'pcm_s16le'],
    ...[
      '-metadata:s:a:1',
      'language=ger',
      '-metadata:s:a:2',
      'title=Surround',
      '-disposition:a:0',
      'default',
    ],
  ])
  const clip = { type: 'audio' as const, asset: file.facts.assetId, duration: 0.5 }
  const heard = (
    clips: readonly Partial<typeof clip & { audioTrack: number | string; gainDb: number }>[],
  ): Edit => {
    const tracks: Edit['tracks'] = [{ kind: 'audio', clips: clips.map((more) => ({ ...clip, ...more })) }]
    return edit(10, tracks, [{ name: 'film', preset: 'audio_wav' }])
  }
  const sidesAt = async (path: string, second: number) => {
    const sides = await Promise.all([samplesIn(path, 0), samplesIn(path, 1)])
    return sides.map((samples) => samples[Math.round(second * 48_000)] ?? 0)
  }
  const isNear = (values: readonly number[], wanted: readonly number[], what: string) =>
    t.ok(
      values.every((value, at) => Math.abs(value - (wanted[at] ?? 0)) < 1e-6),
      `${what}: ${values.join(', ')} instead of ${wanted.join(', ')}`,
    )

  await t.test('are all found, with what the file says of them', async (t) => {
    t.match(file.facts.media.audioTracks, [
      { channels: 2 },
      { channels: 1, stream: 1, language: 'ger' },
      { channels: 6, stream: 2, channelLayout: '5.1(side)' },
      { channels: 9, stream: 3 },
    ])
  })

  await t.test('are heard one by one, surround by BS.775 and no lower than it is', async () => {
    const path = await studio.renderSound(
      heard([{}, { audioTrack: 'de' }, { audioTrack: 2, gainDb: -12 }, { audioTrack: 2 }]),
    )
    isNear(await sidesAt(path, 0.25), [0.25, 0.5], 'the usual one')
    isNear(await sidesAt(path, 0.75), [0.125, 0.125], 'the German one')
    const sides = [left + half * centre + half * leftBehind, right + half * centre + half * rightBehind]
    const lower = sides.map((side) => side * 10 ** (-12 / 20))
    isNear(await sidesAt(path, 1.25), lower, 'what is beyond full scale is still there when it is lowered')
    isNear(await sidesAt(path, 1.75), [1 - 2 ** -23, sides[1]!], 'or else it ends at full scale')
    process.env['GLIBC_TUNABLES'] = 'glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA'
    const film = heard([{}, { audioTrack: 'de' }, { audioTrack: 2, gainDb: -12 }, { audioTrack: 2 }])
    const older = await studio.renderSound(film).finally(() => delete process.env['GLIBC_TUNABLES'])
    t.equal(await sha256Of(older), await sha256Of(path), 'the same bytes where the processor knows less')
  })

  await t.test('become one channel, half of each side, at the loudness that is asked for', async (t) => {
    const tone = (
      await studio.sound('tone.wav', "aevalsrc='0.3*sin(2*PI*997*t)|0.1*sin(2*PI*997*t)':s=48000", 2)
    ).facts.assetId
    const mono = { preset: 'audio_wav', channels: 1 as const }
    const loudness = { integratedLufs: -20 }
    const film = edit(
      10,
      [{ kind: 'audio', clips: [{ type: 'audio', asset: tone }] }],
      [
        { name: 'plain', ...mono },
        { name: 'loud', ...mono, loudness },
        { name: 'wide', preset: 'audio_wav', loudness },
      ],
    )
    const paths = await studio.render(film)
    const channels = await Promise.all(
      paths.map(async (path) => (await probed(path)).streams[0]?.['channels']),
    )
    t.same(channels, [1, 1, 2])
    const [plain = new Float32Array(), loud = plain, wide = plain] = await Promise.all(
      paths.map((path) => samplesIn(path)),
    )
    const wanted = plain.map((_, at) => 0.2 * Math.sin((2 * Math.PI * 997 * at) / 48_000))
    // A decoder gives one channel to both sides, and takes 3 dB away.
    t.ok(plain.every((value, at) => Math.abs(value - (wanted[at] ?? 0) * half) < 5e-5))
    t.ok(Math.abs(integratedLufs([loud.map((value) => value / half)]) + 20) < 0.05)
    t.ok(Math.abs(integratedLufs([wide, await samplesIn(paths[2]!, 1)]) + 20) < 0.05)
  })
})
