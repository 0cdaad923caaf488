import { test } from 'tap'
import { audioClip, clip, crossfade, edit, ids, pictures, problemsOf, resolved, sounds } from './edits.ts'

const spans = (given: Parameters<typeof resolved>[0]) =>
  resolved(given).tracks.map(({ clips }) => clips.map(({ startFrame, endFrame }) => [startFrame, endFrame]))

test('"auto" follows the clip before, "media" goes to the end of the asset', async (t) => {
  const given = edit([
    pictures(clip(), clip({ duration: 'media', in: 4 }), clip({ start: 9, duration: 0.5 })),
  ])
  t.same(spans(given), [
    [
      [0, 60],
      [60, 240],
      [270, 285],
    ],
  ])
  t.equal(resolved(given).frameCount, 285)
  t.same(
    spans(edit([pictures({ type: 'video', asset: ids.film })])),
    [[[0, 300]]],
    'and both are the default',
  )
})

test('clips that touch in seconds touch in frames, at any rate', async (t) => {
  const clips = Array.from({ length: 50 }, (_, n) => clip({ start: n / 10, duration: 0.1 }))
  const canvas = { width: 640, height: 360, fps: { num: 24000, den: 1001 } }
  const [track = []] = spans(edit([pictures(...clips)], { canvas }))
  t.same(
    track.slice(1).map(([start]) => start),
    track.slice(0, -1).map(([, end]) => end),
  )
  t.same(track.at(-1)?.[1], 120)
})

test('a transition overlaps its neighbours, by "auto" or by the start that is given', async (t) => {
  const byAuto = edit([pictures(clip(), clip({ transition: crossfade(0.5) }))])
  const byStart = edit([pictures(clip(), clip({ start: 1.5, transition: crossfade(0.5) }))])
  t.same(resolved(byAuto).tracks, resolved(byStart).tracks)
  t.same(
    resolved(byAuto).tracks[0]?.clips.map((one) => [one.startFrame, one.endFrame, one.crossfadeFrames]),
    [
      [0, 60, 0],
      [45, 105, 15],
    ],
  )
  const sound = resolved(edit([sounds(audioClip(), audioClip({ transition: crossfade(0.5) }))])).sounds
  t.same(
    sound.map((one) => [one.crossfadeInFrames, one.crossfadeOutFrames]),
    [
      [0, 15],
      [15, 0],
    ],
  )
})

test('what does not fit together is refused where it stands', async (t) => {
  const track = (...clips: Parameters<typeof pictures>) => problemsOf(edit([pictures(...clips)]))
  t.same(track(clip(), clip({ start: 1.9 })), ['CLIPS_OVERLAP /tracks/0/clips/1'])
  t.same(track(clip({ start: 5 }), clip({ start: 1 })), ['CLIPS_OUT_OF_ORDER /tracks/0/clips/1'])
  t.same(track(clip({ duration: 0.01 })), ['CLIP_TOO_SHORT /tracks/0/clips/0/duration'])
  t.same(track(clip({ transition: crossfade(1) })), [
    'TRANSITION_WITHOUT_NEIGHBOUR /tracks/0/clips/0/transition',
  ])
  t.same(track(clip(), clip({ start: 3, transition: crossfade(1) })), [
    'TRANSITION_WITHOUT_NEIGHBOUR /tracks/0/clips/1/transition',
  ])
  t.same(track(clip(), clip({ start: 1.5, transition: crossfade(1) })), [
    'TRANSITION_MISMATCH /tracks/0/clips/1/transition/duration',
  ])
  t.same(track(clip(), clip({ transition: crossfade(0.01) })), [
    'TRANSITION_TOO_SHORT /tracks/0/clips/1/transition/duration',
  ])
  t.same(track(clip({ duration: 0.5 }), clip({ transition: crossfade(1) })), [
    'TRANSITION_TOO_LONG /tracks/0/clips/1/transition/duration',
  ])
  t.same(
    track(clip(), clip({ duration: 1, transition: crossfade(0.6) }), clip({ transition: crossfade(0.6) })),
    ['TRANSITION_TOO_LONG /tracks/0/clips/2/transition/duration'],
    'a clip cannot be in two transitions at once',
  )
  t.same(track(clip({ fadeIn: 1.5, fadeOut: 1 })), ['FADES_TOO_LONG /tracks/0/clips/0/fadeOut'])
})

test('a frame of rounding between a start and its transition is no mistake', async (t) => {
  const given = edit([
    pictures(clip({ duration: 1.983 }), clip({ start: 1.45, transition: crossfade(0.533) })),
  ])
  t.equal(resolved(given).tracks[0]?.clips[1]?.crossfadeFrames, 15)
})
