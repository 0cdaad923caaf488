import { test } from 'tap'
import { canonicalJson } from '@framewright/schemas'
import { assetIdsOf, placesOfAsset, resolveEdit } from '../src/index.ts'
import {
  assets,
  audioClip,
  clip,
  edit,
  ids,
  pictures,
  problemsOf,
  resolved,
  sounds,
  warningsOf,
} from './edits.ts'

const photo = { type: 'image' as const, asset: ids.photo, duration: 2 }
const text = { type: 'text' as const, text: 'Hello', duration: 2 }

test('everything that is wrong is told at once, with a place and a remedy', async (t) => {
  const given = edit(
    [
      pictures(clip({ asset: ids.nobody }), clip({ in: 9 }), clip({ asset: ids.photo }), {
        ...text,
        text: ' \n ',
      }),
      sounds(audioClip({ asset: ids.silent }), audioClip({ asset: ids.photo })),
      pictures(clip({ asset: ids.song }), clip({ asset: ids.exotic })),
    ],
    {
      canvas: { width: 1281, height: 720, fps: { num: 1000, den: 1 } },
      outputs: [
        { name: 'Film', preset: 'standard', crf: 51 },
        { name: 'film', preset: 'standart' },
        { name: 'c', preset: 'high_quality', crf: 20, width: 101 },
      ],
    },
  )
  t.same(problemsOf(given).sort(), [
    'ASSET_FORMAT_UNSUPPORTED /tracks/2/clips/1/asset',
    'ASSET_KIND_MISMATCH /tracks/0/clips/2/asset',
    'ASSET_KIND_MISMATCH /tracks/1/clips/1/asset',
    'ASSET_KIND_MISMATCH /tracks/2/clips/0/asset',
    'ASSET_UNKNOWN /tracks/0/clips/0/asset',
    'ASSET_WITHOUT_SOUND /tracks/1/clips/0/asset',
    'CANVAS_SIZE /canvas/width',
    'CLIP_BEYOND_ASSET /tracks/0/clips/1/duration',
    'CRF_OUT_OF_RANGE /outputs/0/crf',
    'CRF_OUT_OF_RANGE /outputs/2/crf',
    'FRAME_RATE /canvas/fps',
    'OUTPUT_NAME_TAKEN /outputs/1/name',
    'OUTPUT_SIZE /outputs/2/width',
    'PRESET_UNKNOWN /outputs/1/preset',
    'TEXT_INVALID /tracks/0/clips/3/text',
  ])
  const resolution = resolveEdit(given, assets)
  t.ok(
    !resolution.ok &&
      resolution.problems.every(({ message, remedy }) => message !== '' && /\.$/.test(remedy)),
  )
  t.same(!resolution.ok && [...new Set(resolution.problems.map(({ code }) => code))].sort(), [
    'ASSET_UNKNOWN',
    'EDIT_INVALID',
    'PRESET_UNKNOWN',
  ])
})

test('a clip may reach one frame beyond its asset, and no further', async (t) => {
  t.same(problemsOf(edit([pictures(clip({ in: 8.04 }))])), [])
  t.same(problemsOf(edit([pictures(clip({ in: 8.05 }))])), ['CLIP_BEYOND_ASSET /tracks/0/clips/0/duration'])
  t.same(problemsOf(edit([pictures(clip({ in: 10 }))])), ['CLIP_BEYOND_ASSET /tracks/0/clips/0/in'])
  t.same(problemsOf(edit([pictures(clip({ in: 10, duration: 'media' }))])), [
    'CLIP_BEYOND_ASSET /tracks/0/clips/0/in',
  ])
  t.same(problemsOf(edit([pictures(clip({ asset: ids.live, duration: 'media' }))])), [
    'ASSET_DURATION_UNKNOWN /tracks/0/clips/0/duration',
  ])
  t.same(warningsOf(edit([pictures(clip({ asset: ids.live }))])), [
    'ASSET_DURATION_UNKNOWN /tracks/0/clips/0',
  ])
})

test('a film has something in it, ends within four hours, and opens no more than it can', async (t) => {
  t.same(problemsOf(edit([])), ['TIMELINE_EMPTY /tracks'])
  t.same(problemsOf(edit([pictures(), sounds()])), ['TIMELINE_EMPTY /tracks'])
  t.same(problemsOf(edit([pictures({ ...text, start: 14_399, duration: 2 })])), ['FILM_TOO_LONG /tracks'])
  t.same(problemsOf(edit([pictures({ ...text, start: 14_399, duration: 1 })])), [])
  const one = clip({ duration: 0.1 })
  const atOnce = (count: number) => Array.from({ length: count }, () => pictures(one))
  t.same(problemsOf(edit(atOnce(120))), [])
  t.same(problemsOf(edit(atOnce(121))), ['TOO_MANY_CLIPS /tracks'])
})

test('a film of many clips that cannot be made in slices is refused', async (t) => {
  const clips = pictures(...Array.from({ length: 121 }, () => clip({ duration: 0.1 })))
  t.same(problemsOf(edit([clips])), [])
  const inOne = [
    { name: 'film', preset: 'gif_preview' },
    { name: 'film', preset: 'standard', bitrateKbps: 2000, passes: 2 as const },
    { name: 'film', preset: 'standard', maxSizeMb: 20 },
  ]
  for (const output of inOne) {
    t.same(problemsOf(edit([clips], { outputs: [output] })), ['TOO_MANY_CLIPS /tracks'], output.preset)
  }
})

test('what is allowed, and probably not meant, is a warning', async (t) => {
  const given = edit([
    pictures(clip({ start: 1 }), clip({ start: 4, asset: ids.silent, scale: 2, position: { x: 3, y: 0.5 } })),
    sounds(audioClip({ start: 5, duration: 2 })),
  ])
  t.same(warningsOf(given), [
    'SOURCE_UPSCALED /tracks/0/clips/1',
    'CLIP_OUT_OF_SIGHT /tracks/0/clips/1',
    'AUDIO_MISSING /tracks/0/clips/1',
    'GAP_SHOWS_BACKGROUND /tracks',
    'GAP_SHOWS_BACKGROUND /tracks',
    'GAP_SHOWS_BACKGROUND /tracks',
  ])
  t.same(warningsOf(edit([pictures(clip({ asset: ids.silent, muted: true }))])), [])
})

test('sound comes from videos and from audio clips alike, unless it is muted', async (t) => {
  const { sounds: heard } = resolved(
    edit([
      pictures(clip({ gainDb: -3, fadeIn: 1 }), clip({ muted: true }), photo),
      sounds(audioClip({ start: 1 }), audioClip({ asset: ids.film, in: 1.5 })),
    ]),
  )
  t.same(
    heard.map((one) => [
      one.sha256[0],
      one.startFrame,
      one.endFrame,
      one.inMicroseconds,
      one.gainDb,
      one.fadeInFrames,
    ]),
    [
      ['a', 0, 60, 0, -3, 30],
      ['c', 30, 90, 0, 0, 0],
      ['a', 90, 150, 1_500_000, 0, 0],
    ],
  )
})

test('the class is that of the most urgent preset, the lane follows from the work', async (t) => {
  const outputs = (...presets: string[]) => presets.map((preset, at) => ({ name: `o${at}`, preset }))
  const short = resolved(edit([pictures(clip())], { outputs: outputs('archive', 'social', 'archive') }))
  t.same([short.class, short.lane, short.presets], [3, 'cpu-s', ['archive', 'social']])
  const minute = edit([pictures({ ...text, duration: 100 })], {
    canvas: { width: 1920, height: 1080, fps: 30 },
  })
  t.equal(resolved(minute).lane, 'cpu-l')
  t.equal(resolved(edit([pictures({ ...text, duration: 100 })])).lane, 'cpu-s')
})

test('an edit names each asset once, and the places where it does', async (t) => {
  const given = edit([pictures(clip(), text, photo, clip()), sounds(audioClip())])
  t.same(assetIdsOf(given), [ids.film, ids.photo, ids.song])
  t.same(placesOfAsset(given, ids.film), ['/tracks/0/clips/0/asset', '/tracks/0/clips/3/asset'])
  t.same(
    resolved(given).sources.map(({ sha256, demuxer }) => [sha256[0], demuxer]),
    [
      ['a', 'mov'],
      ['d', 'png_pipe'],
      ['c', 'mp3'],
    ],
  )
})

test('the same edit resolves to the same value, and frame rates are in lowest terms', async (t) => {
  const given = edit([pictures(clip(), text)])
  t.equal(canonicalJson(resolved(given)), canonicalJson(resolved(structuredClone(given))))
  const canvas = { width: 640, height: 360, fps: { num: 60, den: 2 } }
  t.same(resolved(edit([pictures(clip())], { canvas })).frameRate, { num: 30, den: 1 })
})
