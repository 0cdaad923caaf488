import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExpectedOutput } from '@framewright/timeline'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { sampleMedia, type SampleName } from '../../../test/support/sample-media.ts'
import { OutputInvalid, runFfmpeg, verifyOutput } from '../src/index.ts'
import { makeFilm } from './runs.ts'
import { scratchFolder } from './scratch-folder.ts'

const { signal } = new AbortController()
const options = { timeoutMs: 30_000, signal }
const expected: ExpectedOutput = {
  frameCount: 60,
  frameRate: { num: 30, den: 1 },
  width: 320,
  height: 180,
  hasAudio: true,
  videoCodec: 'h264',
  audioCodec: 'aac',
  durationSeconds: 2,
}
const silent: ExpectedOutput = { ...expected, hasAudio: false, audioCodec: null }
const webm: ExpectedOutput = { ...expected, videoCodec: 'vp9', audioCodec: 'opus' }

const complaintsOf = async (path: string, wanted: ExpectedOutput): Promise<readonly string[]> => {
  const outcome: unknown = await verifyOutput(path, wanted, options).catch((error: unknown) => error)
  assert(outcome instanceof OutputInvalid, `not complained of: ${JSON.stringify(outcome)}`)
  assert.equal(outcome.code, 'OUTPUT_INVALID')
  return outcome.complaints
}

test('a good film passes, with its frames counted and its bytes hashed', async (t) => {
  const films: [SampleName, ExpectedOutput][] = [
    ['video', expected],
    ['silent video', silent],
    ['mkv', expected],
    ['webm', webm],
    ['ntsc video', { ...silent, frameRate: { num: 30000, den: 1001 }, durationSeconds: 2.002 }],
  ]
  for (const [name, wanted] of films) {
    const path = await sampleMedia(name)
    const bytes = readFileSync(path)
    const verified = await verifyOutput(path, wanted, options)
    t.match(verified, {
      frameCount: 60,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sizeBytes: bytes.length,
      media: { kind: 'video', video: { codec: wanted.videoCodec, width: 320, frameCount: 60 } },
    })
  }
})

test('everything that is wrong is named, all at once', async (t) => {
  const path = await sampleMedia('silent video')
  t.same(
    await complaintsOf(path, {
      ...expected,
      frameCount: 90,
      width: 640,
      height: 360,
      videoCodec: 'hevc',
      durationSeconds: 3,
    }),
    [
      'frames: 60 instead of 90',
      'size: 320x180 instead of 640x360',
      'video codec: h264 instead of hevc',
      'sound: none instead of there',
      'picture: 2.000 s instead of 3 s',
      'duration: 2.000 s instead of 3 s',
    ],
  )
  t.same(await complaintsOf(await sampleMedia('video'), silent), ['sound: there instead of none'])
  t.same(await complaintsOf(await sampleMedia('video'), { ...expected, audioCodec: 'opus' }), [
    'audio codec: aac instead of opus',
  ])
})

test('one frame too few is one too few', async (t) => {
  const path = await sampleMedia('video')
  t.same(await complaintsOf(path, { ...expected, frameCount: 61 }), ['frames: 60 instead of 61'])
})

test('a rate that is not the planned one is complained of by its length', async (t) => {
  const path = await sampleMedia('silent video')
  const complaints = await complaintsOf(path, {
    ...silent,
    frameRate: { num: 25, den: 1 },
    durationSeconds: 2.4,
  })
  t.match(complaints, [/^picture: 2\.\d+ s instead of 2\.4 s$/, /^duration: /])
})

test('a file that was cut off after it was finished is refused', async (t) => {
  const path = join(scratchFolder(t), 'half.mp4')
  for (const name of ['video', 'quickstart mp4', 'webm'] as const) {
    const bytes = readFileSync(await sampleMedia(name))
    writeFileSync(path, bytes.subarray(0, bytes.length * 0.6))
    const complaints = await complaintsOf(path, name === 'webm' ? webm : expected)
    t.match(complaints.join('; '), /frames: \d+ instead of 60|cannot be read/, name)
  }
})

test('what a killed ffmpeg leaves is refused, and so is the playable film that a stopped one leaves', async (t) => {
  for (const how of ['SIGKILL', 'SIGTERM'] as const) {
    const folder = scratchFolder(t)
    const path = join(folder, 'film.mp4')
    let pid = 0
    let frames = 0
    const running = runFfmpeg(makeFilm(folder, { seconds: 60, inRealTime: true }), {
      ...options,
      onProgress: ({ frame }) => (frames = frame),
      onStarted: (started) => (pid = started),
    })
    const ended = running.catch((error: unknown) => error)
    await eventually(() => assert(frames > 10 && existsSync(path) && statSync(path).size > 0, 'nothing yet'))
    process.kill(pid, how)
    t.match(await ended, { code: 'ENCODE_FAILED' })
    const wanted = { ...silent, width: 128, height: 72, frameCount: 1800, durationSeconds: 60 }
    const complaint = how === 'SIGKILL' ? /cannot be read/ : /frames: \d+ instead of 1800/
    t.match((await complaintsOf(path, wanted)).join('; '), complaint)
  }
})

test('no file, and an empty one, are refused', async (t) => {
  const path = join(scratchFolder(t), 'film.mp4')
  t.same(await complaintsOf(path, expected), ['there is no file'])
  writeFileSync(path, '')
  t.same(await complaintsOf(path, expected), ['the file is empty'])
})

test('verifying ends when it is cancelled, and when it takes too long', async (t) => {
  const path = await sampleMedia('video')
  const cancelled = new Error('cancelled')
  const cancelling = new AbortController()
  const verifying = verifyOutput(path, expected, { ...options, signal: cancelling.signal })
  cancelling.abort(cancelled)
  await t.rejects(verifying, cancelled)
  await t.rejects(verifyOutput(path, expected, { timeoutMs: 1, signal }), { code: 'TIMED_OUT' })
})
