import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { verifyOutput } from '../src/probe/verify.ts'
import { edit, framesIn, mean, openStudio, probed, sha256Of } from './films.ts'

const outputs: Edit['outputs'] = [
  { name: 'standard', preset: 'standard' },
  { name: 'social', preset: 'social', width: 90, height: 160 },
  { name: 'web', preset: 'web' },
  { name: 'archive', preset: 'archive' },
  { name: 'master', preset: 'high_quality' },
]

test('outputs', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', { num: 24, den: 1 }, 40)).facts.assetId
  const stripes = 'testsrc2=s=300x200,format=rgba,colorchannelmixer=aa=0.7'
  const image = (await studio.image('image.png', stripes, { width: 300, height: 200 }, true)).facts.assetId
  const noise = 'anoisesrc=c=pink:a=0.5:seed=3:r=44100,aformat=channel_layouts=stereo'
  const song = (await studio.sound('song.m4a', noise, 2, ['-c:a', 'aac'])).facts.assetId
  const crossfade = (duration: number) => ({ type: 'crossfade' as const, duration })
  const everything = edit(
    30,
    [
      {
        kind: 'video',
        clips: [
          { type: 'video', asset: counted, duration: 0.6 },
          { type: 'image', asset: image, duration: 0.6, fit: 'cover', transition: crossfade(0.3) },
        ],
      },
      {
        kind: 'video',
        clips: [
          {
            ...{
              type: 'image',
              asset: image,
              start: 0.1,
              duration: 0.4,
              scale: 0.37,
              position: { x: 0.7, y: 0.3 },
            },
            ...{ opacity: 0.6, fadeIn: 0.1, fadeOut: 0.1 },
          },
          {
            ...{ type: 'text', text: 'Ägypten\nto go', duration: 0.3, size: 20, box: { color: '#00ff0080' } },
            ...{ stroke: { color: '#000000' }, shadow: { color: '#ff00ff' } },
          },
        ],
      },
      {
        kind: 'audio',
        clips: [
          { type: 'audio', asset: song, in: 0.3, duration: 0.5, gainDb: -3, fadeIn: 0.2 },
          { type: 'audio', asset: song, duration: 0.5, transition: crossfade(0.2) },
        ],
      },
    ],
    outputs,
  )
  const paths = await studio.render(everything)
  const { outputs: planned } = studio.plan(everything)

  await t.test('each is what its preset says, to the frame', async (t) => {
    for (const [at, { name, expected }] of planned.entries()) {
      const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
      const verified = await verifyOutput(paths[at] ?? '', expected, limits)
      t.equal(verified.frameCount, 27, name)
      const { streams, format } = await probed(paths[at] ?? '')
      const { color_space, color_range, color_primaries, color_transfer } = streams[0] ?? {}
      t.same([color_space, color_primaries, color_transfer], ['bt709', 'bt709', 'bt709'], name)
      if (name !== 'master') t.equal(color_range, 'tv')
      for (const { disposition } of streams) t.match(disposition, { default: 1 })
      t.notMatch(
        JSON.stringify([streams, format]),
        /Lav[cf]\d|creation_time/,
        'with no version and no date in it',
      )
    }
  })

  await t.test('what has another shape gets black bars', async (t) => {
    const [frame] = await framesIn(paths[1] ?? '', { width: 90, height: 160 })
    if (frame === undefined) throw new Error('there is a frame')
    t.ok(mean(frame, { x: 0, y: 0, width: 90, height: 50 }) < 17)
    t.ok(mean(frame, { x: 0, y: 110, width: 90, height: 50 }) < 17)
    t.ok(mean(frame, { x: 4, y: 60, width: 40, height: 40 }) > 18)
  })

  await t.test('the bytes are the same again, and on another kind of processor', async (t) => {
    const sums = await Promise.all(paths.map(sha256Of))
    // Without AVX, and all that came with it, in everything but the encoders that ask the processor themselves.
    const older = await studio.render(everything, ['-cpuflags', 'sse2'])
    t.same(await Promise.all(older.map(sha256Of)), sums)
  })
})
