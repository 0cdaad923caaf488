import { strict as assert } from 'node:assert'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, presets, resolveEdit } from '../src/index.ts'
import { assets, audioClip, clip, edit, ids, pictures, problemsOf, resolved, sounds } from './edits.ts'

const film = (
  seconds: number,
  output: Partial<Edit['outputs'][number]>,
  canvas: Partial<Edit['canvas']> = {},
) =>
  edit([pictures({ type: 'text', text: 'Hello', duration: seconds })], {
    canvas: { width: 1280, height: 720, fps: 30, ...canvas },
    outputs: [{ name: 'film', preset: 'standard', ...output }],
  })
const pictureOf = (given: Edit) => {
  const [output] = resolved(given).outputs
  assert(output !== undefined && output.picture !== null, 'it has a picture')
  return output
}
const sizeOf = (given: Edit) => {
  const { width, height } = pictureOf(given)
  return [width, height]
}

test('a platform gets no film that it would not take', async (t) => {
  t.same(problemsOf(film(600, { preset: 'tiktok' })), [])
  t.same(problemsOf(film(600.04, { preset: 'tiktok' })), ['OUTPUT_TOO_LONG /outputs/0/preset'])
  t.same(problemsOf(film(180, { preset: 'youtube_shorts' })), [])
  t.same(problemsOf(film(181, { preset: 'youtube_shorts' })), ['OUTPUT_TOO_LONG /outputs/0/preset'])
  t.same(problemsOf(film(900, { preset: 'instagram_reels' })), [])
  t.same(problemsOf(film(901, { preset: 'instagram_reels' })), ['OUTPUT_TOO_LONG /outputs/0/preset'])
  t.same(problemsOf(film(2.9, { preset: 'instagram_reels' })), ['OUTPUT_TOO_SHORT /outputs/0/preset'])
  t.same(problemsOf(film(5, { preset: 'tiktok' }, { fps: 120 })), ['OUTPUT_FRAME_RATE /outputs/0/preset'])
  const ntsc = { fps: { num: 24000, den: 1001 } }
  t.same(problemsOf(film(5, { preset: 'tiktok' }, ntsc)), [])
  t.same(problemsOf(film(5, { preset: 'instagram_reels' }, { fps: 15 })), [
    'OUTPUT_FRAME_RATE /outputs/0/preset',
  ])
  t.same(problemsOf(film(5, { preset: 'youtube_1080p' }, { fps: 120 })), [], 'YouTube takes any rate')
  t.same(problemsOf(film(5, { preset: 'tiktok', width: 320 })), ['OUTPUT_SIZE /outputs/0/preset'])
  t.same(problemsOf(film(5, { preset: 'youtube_shorts', width: 1920, height: 1080 })), [
    'OUTPUT_SIZE /outputs/0/preset',
  ])
  const refused = resolveEdit(film(601, { preset: 'tiktok' }), assets)
  t.match(!refused.ok && refused.problems, [
    {
      message: 'the film is 601 s long, and TikTok takes 600 s at most',
      remedy: 'Make the film 600 s at most, or use another preset.',
    },
  ])
})

test('a platform gets the size it shows: with bars, or in the shape of the canvas', async (t) => {
  t.same(sizeOf(film(5, { preset: 'tiktok' })), [1080, 1920])
  t.same(sizeOf(film(5, { preset: 'youtube_4k' })), [3840, 2160], 'scaled up too')
  t.same(sizeOf(film(5, { preset: 'youtube_1080p' }, { width: 720, height: 1280 })), [1080, 1920])
  t.same(sizeOf(film(5, { preset: 'youtube_1080p' }, { width: 2048, height: 858 })), [1920, 804])
  t.same(sizeOf(film(5, { preset: 'youtube_1080p' }, { width: 640, height: 640 })), [1080, 1080])
  t.match(resolved(film(5, { preset: 'youtube_4k' })).outputs, [{ crf: 18, picture: { x: 0, y: 0 } }])
})

test('an output may have a rate in place of a quality, and its platform may take less', async (t) => {
  const rateOf = (given: Edit) => {
    const { crf, rate } = pictureOf(given)
    return [crf, rate]
  }
  t.same(rateOf(film(5, { bitrateKbps: 2001 })), [
    null,
    { averageKbps: 2001, peakKbps: 3002, bufferKbits: 4002 },
  ])
  t.match(rateOf(film(5, { preset: 'instagram_reels', bitrateKbps: 20_000 })), [null, { peakKbps: 25_000 }])
  const pointer = '/outputs/0/bitrateKbps'
  t.same(problemsOf(film(5, { crf: 20, bitrateKbps: 2000 })), [`CRF_WITH_BITRATE ${pointer}`])
  t.same(problemsOf(film(5, { preset: 'web_av1', bitrateKbps: 2000 })), [`BITRATE_OUT_OF_RANGE ${pointer}`])
  t.same(problemsOf(film(5, { preset: 'high_quality', bitrateKbps: 2000 })), [
    `BITRATE_OUT_OF_RANGE ${pointer}`,
  ])
  t.same(problemsOf(film(5, { preset: 'instagram_reels', bitrateKbps: 25_001 })), [
    `BITRATE_OUT_OF_RANGE ${pointer}`,
  ])
  // 300 MB in 900 s are 2666 kbit/s, of which the sound takes 128.
  t.same(problemsOf(film(900, { preset: 'instagram_reels', bitrateKbps: 2538 })), [])
  t.same(problemsOf(film(900, { preset: 'instagram_reels', bitrateKbps: 2539 })), [
    `BITRATE_OUT_OF_RANGE ${pointer}`,
  ])
})

test('sound alone has no size, no quality, and something to be heard', async (t) => {
  const heard = (output: Partial<Edit['outputs'][number]>) =>
    edit([pictures(clip())], { outputs: [{ name: 'sound', preset: 'audio_m4a', ...output }] })
  t.same(resolved(heard({})).outputs, [{ name: 'sound', preset: 'audio_m4a', picture: null }])
  t.equal(resolved(heard({})).lane, 'cpu-s')
  t.same(problemsOf(heard({ width: 640, height: 360, crf: 20, bitrateKbps: 2000 })), [
    'OUTPUT_SIZE /outputs/0/width',
    'OUTPUT_SIZE /outputs/0/height',
    'CRF_WITH_BITRATE /outputs/0/bitrateKbps',
    'BITRATE_OUT_OF_RANGE /outputs/0/bitrateKbps',
  ])
  t.same(problemsOf(heard({ crf: 20 })), ['CRF_OUT_OF_RANGE /outputs/0/crf'])
  t.same(problemsOf(film(5, { preset: 'audio_wav' })), ['OUTPUT_WITHOUT_SOUND /outputs/0/preset'])
  t.same(problemsOf(edit([pictures(clip({ asset: ids.nobody }))], { outputs: heard({}).outputs })), [
    'ASSET_UNKNOWN /tracks/0/clips/0/asset',
  ])
})

test('an edit that is only heard is planned without its pictures', async (t) => {
  const outputs = [{ name: 'sound', preset: 'audio_wav' }]
  const given = edit([pictures(clip(), { type: 'image', asset: ids.photo, duration: 1 })], { outputs })
  const plan = planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion })
  t.same([plan.tracks, plan.fonts, plan.sources.map(({ sha256 }) => sha256[0])], [[], [], ['a']])
  t.same(plan.outputs, [
    {
      ...{ name: 'sound', fileName: 'sound.wav', contentType: 'audio/wav', container: 'wav', video: null },
      audio: { codec: 'pcm_s24le', kilobitsPerSecond: null },
      expected: {
        ...{ videoCodec: null, audioCodec: 'pcm_s24le', sampleRateHz: 48_000, sampleCount: 144_000 },
      },
    },
  ])
})

test('a still is a frame of the film, by default the one in the middle', async (t) => {
  const stillOf = (given: Edit) => pictureOf(given).stillFrame
  t.equal(stillOf(film(5, { preset: 'still_png' })), 75)
  t.equal(stillOf(film(5, { preset: 'still_jpeg', at: 0 })), 0)
  t.equal(stillOf(film(5, { preset: 'still_jpeg', at: 1.51 })), 45)
  t.equal(stillOf(film(5, { preset: 'still_png', at: 4.98 })), 149)
  t.same(problemsOf(film(5, { preset: 'still_png', at: 4.99 })), ['STILL_BEYOND_FILM /outputs/0/at'])
  t.same(problemsOf(film(5, { at: 1 })), ['AT_WITHOUT_STILL /outputs/0/at'])
  t.same(problemsOf(film(5, { preset: 'still_png', crf: 20 })), ['CRF_OUT_OF_RANGE /outputs/0/crf'])
  const plan = planRender(resolved(film(5, { preset: 'still_png', width: 640 })), {
    ...{ encoders: cpuEncoders, pipelineVersion },
  })
  t.match(plan, {
    encoder: 'png',
    outputs: [
      {
        ...{ fileName: 'film.png', contentType: 'image/png', width: 640, height: 360, audio: null },
        video: { codec: 'png', encoder: 'png', frame: 75 },
        expected: { frameCount: 1, videoCodec: 'png', hasAudio: false, durationSeconds: null },
      },
    ],
  })
})

test('a poster without a time has other frames to choose from, a film of one frame has none', (t) => {
  const framesOf = (given: Edit) => {
    const { stillFrame, otherFrames } = pictureOf(given)
    return [stillFrame, otherFrames]
  }
  t.same(framesOf(film(5, { preset: 'poster' })), [75, [45, 105, 15, 135]])
  t.same(framesOf(film(0.1, { preset: 'poster' })), [1, [0, 2]])
  t.same(framesOf(film(1 / 30, { preset: 'poster' })), [0, undefined])
  t.same(framesOf(film(5, { preset: 'poster', at: 1 })), [30, undefined])
  t.same(framesOf(film(5, { preset: 'still_jpeg' })), [75, undefined])
  t.end()
})

test('a GIF is small, short, and has no more frames than it needs', async (t) => {
  t.same(sizeOf(film(5, { preset: 'gif_preview' })), [480, 270])
  t.same(sizeOf(film(5, { preset: 'gif_preview' }, { width: 320, height: 640 })), [240, 480])
  t.same(problemsOf(film(15, { preset: 'gif_preview' })), [])
  t.same(problemsOf(film(15.04, { preset: 'gif_preview' })), ['OUTPUT_TOO_LONG /outputs/0/preset'])
  t.same(problemsOf(film(5, { preset: 'gif_preview', width: 640 })), ['OUTPUT_SIZE /outputs/0/preset'])
  const videoOf = (seconds: number, fps: Edit['canvas']['fps']) =>
    planRender(resolved(film(seconds, { preset: 'gif_preview' }, { fps })), {
      ...{ encoders: cpuEncoders, pipelineVersion },
    }).outputs.map(({ video, audio, expected }) => ({ video, audio, expected }))[0]
  t.match(videoOf(2, 30), {
    video: { codec: 'gif', encoder: 'gif', frameRate: { num: 25, den: 2 }, frameCount: 25 },
    audio: null,
    expected: { frameCount: 25, frameRate: { num: 25, den: 2 }, durationSeconds: 2, hasAudio: false },
  })
  t.match(videoOf(2, { num: 24000, den: 1001 }), { video: { frameCount: 25 } })
  t.match(videoOf(2, 10), { video: { frameRate: { num: 10, den: 1 }, frameCount: 20 } })
  t.match(videoOf(0.04, 60), { video: { frameCount: 1 }, expected: { durationSeconds: null } })
})

test('an edit that is only seen is planned without its sounds', async (t) => {
  const outputs = [{ name: 'still', preset: 'still_png' }]
  const given = edit([pictures(clip()), sounds(audioClip())], { outputs })
  const plan = planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion })
  t.same([plan.sound, plan.sources.map(({ sha256 }) => sha256[0])], [null, ['a']])
})

test('x264 with a rate has one thread, whatever the size', async (t) => {
  const options = { encoders: cpuEncoders, pipelineVersion }
  const outputs = ['standard', 'archive'].map((preset) => ({
    name: preset,
    preset,
    bitrateKbps: 4000,
  }))
  const plan = planRender(resolved({ ...film(5, {}), outputs }), options)
  t.same(
    plan.outputs.map(({ video }) =>
      video !== null && 'crf' in video ? [video.crf, video.rate?.averageKbps, video.threads] : [],
    ),
    [
      [null, 4000, 1],
      [null, 4000, 4],
    ],
  )
})

test('every limit says where it is published', async (t) => {
  const limited = presets.flatMap(({ limits }) => (limits === undefined ? [] : [limits]))
  for (const { of, sources } of limited) {
    t.ok(['a GIF preview', 'a sprite'].includes(of) || sources.length > 0, of)
    for (const source of sources)
      t.match(source, /^https:\/\/(support\.google|developers\.(tiktok|facebook))\.com\//)
  }
  t.equal(new Set(presets.map(({ name }) => name)).size, presets.length)
})
