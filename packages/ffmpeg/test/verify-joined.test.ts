import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ExpectedOutput, RenderPlan } from '@framewright/timeline'
import { test } from 'tap'
import { checkJoinable, ChunksUnlike, OutputInvalid, verifyOutput, type ChunkFiles } from '../src/index.ts'
import { edit, openStudio } from './films.ts'
import { scratchFolder } from './scratch-folder.ts'

const run = promisify(execFile)
const options = { timeoutMs: 30_000, signal: new AbortController().signal }
const ffmpeg = (...args: readonly string[]) => run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args])

const picture = ['-f', 'lavfi', '-i', 'testsrc=s=64x48:r=10:d=2']
const sound = ['-f', 'lavfi', '-i', 'sine=r=48000:d=2']
const expected: ExpectedOutput = {
  ...{ frameCount: 20, frameRate: { num: 10, den: 1 }, width: 64, height: 48, durationSeconds: 2 },
  ...{ hasAudio: false, videoCodec: 'h264', audioCodec: null },
}
const heard: ExpectedOutput = { ...expected, hasAudio: true, audioCodec: 'aac' }

async function complaintsOf(path: string, wanted: ExpectedOutput): Promise<string> {
  const outcome: unknown = await verifyOutput(path, wanted, options).catch((error: unknown) => error)
  return outcome instanceof OutputInvalid ? outcome.complaints.join('; ') : ''
}

test('a film whose frames are all there, but not when they are due, is refused', async (t) => {
  const folder = scratchFolder(t)
  const made = async (name: string, times: string) => {
    const path = join(folder, `${name}.mp4`)
    await ffmpeg(
      ...picture,
      '-vf',
      `settb=1/1000,setpts='${times}'`,
      '-fps_mode',
      'passthrough',
      '-enc_time_base',
      '1:1000',
      path,
    )
    return path
  }
  t.equal(await complaintsOf(await made('good', 'N/10/TB'), expected), '')
  const late = await made('late', '(N+0.5*between(N,8,11))/10/TB')
  t.match(await complaintsOf(late, expected), /^picture: a frame is missing at 0\.800 s$/)
  const twice = await made('twice', '(N-0.8*eq(N,8))/10/TB')
  t.match(await complaintsOf(twice, expected), /^picture: a frame too many at 0\.800 s$/)
})

test('a film whose sound ends before its picture, or begins after it, is refused', async (t) => {
  const path = join(scratchFolder(t), 'film.mp4')
  const made = async (...filters: readonly string[]) => {
    await ffmpeg(...picture, ...sound, ...filters, '-c:a', 'aac', path)
    return complaintsOf(path, heard)
  }
  t.equal(await made(), '')
  t.match(await made('-af', 'atrim=end=1.95'), /^sound: from 0\.000 s to 1\.9\d+ s, and the picture/)
  t.match(await made('-af', 'atrim=end=1.95,asetpts=PTS+0.05/TB'), /^sound: from 0\.0\d+ s to/)
})

test('chunks are joined only where one header says how all of them are decoded', async (t) => {
  const studio = await openStudio(t)
  const image = (await studio.image('ramp.png', 'testsrc=s=120x80', { width: 120, height: 80 })).facts.assetId
  const plan: RenderPlan = studio.plan(
    edit(10, [{ kind: 'video', clips: [{ type: 'image', asset: image, duration: 2 }] }]),
  )
  const slice = async (name: string, args: readonly string[] = []) => {
    const path = join(studio.folder, name)
    await ffmpeg(...picture, '-frames:v', '5', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', ...args, path)
    return path
  }
  const first = await slice('first.mp4')
  const joined = async (path: string) => {
    const span = { startFrame: 0, endFrame: 10 }
    const chunks = [first, first, path].map((one): ChunkFiles => ({
      kind: 'pictures',
      span,
      paths: new Map([['0', one]]),
    }))
    const outcome: unknown = await checkJoinable(plan, chunks).catch((error: unknown) => error)
    if (outcome === undefined) return ''
    assert(outcome instanceof ChunksUnlike)
    t.same(outcome.odd, [2], 'most of them say otherwise')
    return outcome.message
  }
  t.equal(await joined(await slice('alike.mp4', ['-vf', 'hflip', '-frames:v', '9'])), '')
  for (const [what, args, complaint] of [
    ['parameter sets', ['-bf', '0'], /chunk 2 has avcC \w+ instead of \w+/],
    ['profile', ['-profile:v', 'baseline'], /avcC/],
    ['pixel format', ['-pix_fmt', 'yuv444p'], /avcC/],
    ['size', ['-s', '62x48'], /size 62x48 instead of 64x48/],
    ['clock', ['-video_track_timescale', '1000'], /time scale 1000 instead of 10240/],
    ['colours', ['-colorspace', 'smpte170m'], /avcC|colr/],
    ['codec', ['-c:v', 'mpeg4'], /codec mp4v instead of avc1/],
  ] as const) {
    t.match(await joined(await slice('other.mp4', args)), complaint, what)
  }
  await ffmpeg(...sound, join(studio.folder, 'sound.m4a'))
  for (const name of ['ramp.png', 'sound.m4a'])
    t.match(await joined(join(studio.folder, name)), /chunk 2 is no film that can be joined/)
})
