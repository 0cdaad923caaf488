import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MediaFacts } from '@framewright/schemas'
import { test } from 'tap'
import { matchesSchema } from '../../../test/support/matches-schema.ts'
import { sampleMedia, type SampleName } from '../../../test/support/sample-media.ts'
import { probeMedia } from '../src/index.ts'
import { scratchFolder } from './scratch-folder.ts'

const timeoutMs = 60_000
const sound = { codec: 'aac', sampleRateHz: 44100, channels: 1 }
const picture = { codec: 'h264', width: 320, height: 180, rotationDegrees: 0, hasAlpha: false }
const thirty = { num: 30, den: 1 }
const still = { kind: 'image', durationSeconds: null, audio: null }
const tone = { kind: 'audio', video: null }

const facts: Partial<Record<SampleName, object>> = {
  video: {
    kind: 'video',
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    durationSeconds: 2,
    video: { ...picture, pixelFormat: 'yuv420p', frameRate: thirty, frameCount: 60, durationSeconds: 2 },
    audio: { ...sound, durationSeconds: 2 },
  },
  mov: { kind: 'video', durationSeconds: 2, video: picture, audio: sound },
  mkv: {
    kind: 'video',
    container: 'matroska,webm',
    video: { ...picture, frameRate: thirty, frameCount: 60, durationSeconds: 2 },
    audio: sound,
  },
  webm: { kind: 'video', video: { ...picture, codec: 'vp9', frameRate: thirty }, audio: { codec: 'opus' } },
  'silent video': { kind: 'video', durationSeconds: 2, audio: null },
  'upright video': { video: { width: 180, height: 320, frameRate: { num: 25, den: 1 }, rotationDegrees: 0 } },
  'rotated video': { video: { ...picture, width: 180, height: 320, rotationDegrees: 90 } },
  'wide pixels': { video: { ...picture, width: 427 } },
  'ntsc video': { video: { frameRate: { num: 30000, den: 1001 } } },
  'two of each': { video: { ...picture, frameRate: thirty }, audio: sound },
  'webm with alpha': { video: { codec: 'vp8', hasAlpha: true } },
  'prores with alpha': { video: { codec: 'prores', hasAlpha: true } },
  mp3: { ...tone, audio: { codec: 'mp3', sampleRateHz: 44100, channels: 1 } },
  'mp3 with cover': { ...tone, audio: { codec: 'mp3' } },
  wav: { ...tone, container: 'wav', durationSeconds: 2 },
  m4a: { ...tone, durationSeconds: 2, audio: sound },
  png: { ...still, video: { ...picture, codec: 'png', frameCount: 1, durationSeconds: null } },
  'png with alpha': { ...still, video: { hasAlpha: true } },
  jpg: { ...still, video: { ...picture, codec: 'mjpeg' } },
  webp: { ...still, video: { ...picture, codec: 'webp' } },
  gif: { kind: 'video', durationSeconds: 1, video: { frameRate: { num: 10, den: 1 }, frameCount: 10 } },
  'gif of one picture': { ...still, video: { codec: 'gif' } },
}

test('what a file is', async (t) => {
  const probing = Object.entries(facts).map(async ([name, expected]) => {
    const media = await probeMedia(await sampleMedia(name as SampleName), { timeoutMs })
    t.match(media, expected, name)
    t.ok(matchesSchema(MediaFacts, media), `${name}: the facts are of the shape that events keep`)
  })
  await Promise.all(probing)
})

test('a rate that varies is the average, not the rate of the clock', async (t) => {
  const { video, durationSeconds } = await probeMedia(await sampleMedia('variable rate'), { timeoutMs })
  const average = video!.frameRate.num / video!.frameRate.den
  t.ok(Math.abs(average - video!.frameCount! / durationSeconds!) < 0.5, `${average}`)
  t.ok(average < 20)
})

test('a length that no header tells is measured', async (t) => {
  const live = await probeMedia(await sampleMedia('webm without length'), { timeoutMs })
  t.ok(Math.abs(live.durationSeconds! - 2) < 0.1)
  t.ok(Math.abs(live.video!.durationSeconds! - 2) < 0.02)
  t.equal(live.video!.frameCount, 60)
  const aac = await probeMedia(await sampleMedia('raw aac'), { timeoutMs })
  t.ok(
    Math.abs(aac.durationSeconds! - 2) < 0.1,
    'ffprobe itself reckons another one, from the first bit rate',
  )
})

test('the name of a file says nothing: assets have none', async (t) => {
  const path = join(scratchFolder(t), 'a.txt')
  copyFileSync(await sampleMedia('jpg'), path)
  t.match(await probeMedia(path, { timeoutMs }), { kind: 'image', video: { codec: 'mjpeg' } })
})

test('a sound that is cut off where no header counts it is just shorter', async (t) => {
  const path = join(scratchFolder(t), 'half.aac')
  const bytes = readFileSync(await sampleMedia('raw aac'))
  writeFileSync(path, bytes.subarray(0, bytes.length / 2))
  const { durationSeconds } = await probeMedia(path, { timeoutMs })
  t.ok(durationSeconds! > 0.8 && durationSeconds! < 1.2)
})
