import { test } from 'tap'
import { canonicalJson } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender } from '../src/index.ts'
import { audioClip, clip, crossfade, edit, ids, pictures, resolved, sounds } from './edits.ts'

const options = { encoders: cpuEncoders, pipelineVersion }
const whole = edit([
  pictures(clip(), clip({ transition: crossfade(0.5) }), clip({ start: 5 })),
  pictures({ type: 'text', text: 'One\nTwo', duration: 1, color: '#FF00007f' }),
  sounds(audioClip({ start: 1, fadeIn: 0.1, fadeOut: 0.2 })),
])

test('a plan is a plain JSON value, the same bytes for the same edit', async (t) => {
  const plan = planRender(resolved(whole), options)
  t.same(JSON.parse(canonicalJson(plan)), plan, 'nothing in it is lost in JSON')
  t.equal(canonicalJson(planRender(resolved(structuredClone(whole)), options)), canonicalJson(plan))
})

test('who asks, and under which ids the assets are known, is no part of it', async (t) => {
  const plan = planRender(resolved({ ...whole, title: 'My film' }), options)
  const json = canonicalJson(plan)
  t.notMatch(json, ids.film)
  t.notMatch(json, 'My film')
  t.same(plan.sources, [
    { sha256: 'a'.repeat(64), sizeBytes: 1000, demuxer: 'mov' },
    { sha256: 'c'.repeat(64), sizeBytes: 1000, demuxer: 'mp3' },
  ])
})

test('clips that are joined by transitions are one run', async (t) => {
  const { tracks, fonts } = planRender(resolved(whole), options)
  t.same(
    tracks.map(({ runs }) => runs.map(({ clips }) => clips.length)),
    [[2, 1], [1]],
  )
  t.same(
    fonts.map(({ fileName }) => fileName),
    ['DejaVuSans.ttf'],
  )
  t.match(tracks[1]?.runs[0]?.clips[0], { lines: ['One', 'Two'], color: 'ff00007f', x: 640, y: 360 })
})

test('sound is planned in samples that begin with their frames', async (t) => {
  const canvas = { width: 1280, height: 720, fps: { num: 30000, den: 1001 } }
  const { sound } = planRender(resolved({ ...whole, canvas }), options)
  t.match(sound?.clips.at(-1), {
    ...{ startSample: 48_048, sampleCount: 96_096, isMono: false },
    ...{ fadeInSamples: 4805, fadeOutSamples: 9610 },
  })
  t.equal(sound?.sampleCount, 336_336, 'as long as its 210 frames')
  t.equal(planRender(resolved(edit([pictures(clip({ muted: true }))])), options).sound, null)
})

test('an output is what its preset and the edit say, and what must be found in the file', async (t) => {
  const plan = planRender(
    resolved({
      ...whole,
      outputs: [
        { name: 'a', preset: 'standard', crf: 18 },
        { name: 'b', preset: 'high_quality' },
      ],
    }),
    options,
  )
  t.equal(plan.encoder, 'libx264+prores_ks')
  t.equal(plan.pixelFormat, 'yuv422p10le')
  t.same(plan.outputs[0], {
    name: 'a',
    fileName: 'a.mp4',
    contentType: 'video/mp4',
    container: 'mp4',
    width: 1280,
    height: 720,
    picture: { width: 1280, height: 720, x: 0, y: 0 },
    video: { codec: 'h264', encoder: 'libx264', crf: 18, threads: 4, keyframeInterval: 60 },
    audio: { codec: 'aac', kilobitsPerSecond: 192 },
    expected: {
      frameCount: 210,
      frameRate: { num: 30, den: 1 },
      width: 1280,
      height: 720,
      hasAudio: true,
      videoCodec: 'h264',
      audioCodec: 'aac',
      durationSeconds: 7,
    },
  })
  t.match(plan.outputs[1], { fileName: 'b.mov', video: { encoder: 'prores_ks', crf: null } })
})
