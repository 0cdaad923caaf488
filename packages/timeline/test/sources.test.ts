import type { AssetFacts } from '@framewright/schemas'
import { test } from 'tap'
import { resolveEdit, type ResolvedTimeline } from '../src/index.ts'
import { assets, audioClip, clip, edit, ids, pictures, sounds } from './edits.ts'

type Media = AssetFacts['media']

/** The film of the tests, with something else in its facts. */
function withFacts(
  tracks: Parameters<typeof edit>[0],
  video: Partial<NonNullable<Media['video']>>,
  audio: Partial<NonNullable<Media['audio']>> = {},
): ResolvedTimeline {
  const film = assets.get(ids.film) as AssetFacts
  const media = {
    ...film.media,
    video: { ...film.media.video, ...video },
    audio: { ...film.media.audio, ...audio },
  }
  const changed = new Map([...assets, [ids.film, { ...film, media: media as Media }]])
  const resolution = resolveEdit(edit(tracks), changed)
  if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems))
  return resolution.timeline
}

test('second 0 of an asset is its first picture, for its sound too', async (t) => {
  const tracks = [
    pictures(clip({ in: 1, duration: 'media' })),
    sounds(audioClip({ asset: ids.film, in: 1, duration: 'media' })),
  ]
  const timeline = withFacts(tracks, { startSeconds: 0.25 }, { startSeconds: 0.05 })
  const [picture] = timeline.tracks[0]?.clips ?? []
  t.match(picture, { inMicroseconds: 1_250_000, endFrame: 270 }, 'the picture is as long as it is')
  const [, alone] = timeline.sounds
  t.match(alone, { inMicroseconds: 1_250_000, endFrame: 264 }, 'of the sound what is left after that')
})

test('streams that are not the first of their kind are named', async (t) => {
  const timeline = withFacts([pictures(clip())], { stream: 1 }, { stream: 2 })
  t.match(timeline.tracks[0]?.clips, [{ stream: 1 }])
  t.match(timeline.sounds, [{ stream: 2 }])
})

test('both moments of an interlaced frame are shown where the canvas takes more frames', async (t) => {
  const shown = (rate: number, speed: number) => {
    const facts = { isInterlaced: true, frameRate: { num: rate, den: 1 } }
    const [picture] = withFacts([pictures(clip({ speed }))], facts).tracks[0]?.clips ?? []
    return picture?.kind === 'video' ? picture.deinterlace : null
  }
  t.same([shown(25, 1), shown(30, 1), shown(30, 0.5), shown(25, 2)], ['field', 'frame', 'field', 'frame'])
})

test('colours that bt709 does not have are told by their transfer, or by their primaries', async (t) => {
  const of = (facts: Partial<NonNullable<Media['video']>>) => {
    const [picture] = withFacts([pictures(clip())], facts).tracks[0]?.clips ?? []
    return picture?.kind === 'video' ? [picture.wideColors, picture.colorMatrix] : []
  }
  t.same(of({ colorTransfer: 'smpte2084', colorPrimaries: 'bt2020' }), ['pq', 'bt2020'])
  t.same(of({ colorTransfer: 'arib-std-b67', colorSpace: 'bt2020nc' }), ['hlg', 'bt2020'])
  t.same(of({ colorTransfer: 'bt2020-10', colorPrimaries: 'bt2020' }), ['bt2020', 'bt2020'])
  t.same(of({ colorTransfer: 'bt709', colorPrimaries: 'bt709' }), [undefined, 'bt709'])
  t.same(of({ pixelFormat: 'gbrp' }), [undefined, 'auto'])
})
