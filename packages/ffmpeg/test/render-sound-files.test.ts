import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import type { ExpectedSound } from '@framewright/timeline'
import { OutputInvalid } from '../src/errors.ts'
import { verifyOutput } from '../src/probe/verify.ts'
import { edit, levelDb, openStudio, probed, samplesIn, sha256Of } from './films.ts'

const outputs: Edit['outputs'] = ['audio_wav', 'audio_m4a', 'audio_mp3'].map((preset) => ({
  ...{ name: preset, preset },
}))
const limits = { timeoutMs: 60_000, signal: new AbortController().signal }

test('sound alone', async (t) => {
  const studio = await openStudio(t)
  const silent = (await studio.plain('silent.mov', 'red', 1)).facts.assetId
  const tone = (await studio.sound('tone.wav', 'sine=f=440:r=48000', 2, [], 1)).facts.assetId
  const tracks: Edit['tracks'] = [
    { kind: 'video', clips: [{ type: 'video', asset: silent, duration: 0.9 }] },
    { kind: 'audio', clips: [{ type: 'audio', asset: tone, start: 0.3, duration: 1 }] },
  ]
  // Its 39 frames are 62462.4 samples: no whole blocks of any encoder.
  const film = edit({ num: 30000, den: 1001 }, tracks, outputs)
  const plan = studio.plan(film)
  const paths = await studio.render(film)
  const expected = plan.outputs.map((output) => output.expected as ExpectedSound)
  const sampleCount = expected[0]?.sampleCount ?? 0

  await t.test('is a file of its own, and is found to be what was planned', async (t) => {
    const kinds = []
    for (const [at, path] of paths.entries()) {
      const { media, frameCount } = await verifyOutput(path, expected[at] as ExpectedSound, limits)
      kinds.push([media.kind, media.audio?.codec, frameCount])
      const { format, streams } = await probed(path)
      t.equal(streams.length, 1)
      t.notMatch(JSON.stringify([streams, format]), /Lav[cf]\d|creation_time/)
    }
    t.same(kinds, [
      ['audio', 'pcm_s24le', 0],
      ['audio', 'aac', 0],
      ['audio', 'mp3', 0],
    ])
  })

  await t.test('lasts to the sample, and has its silence and its tone where they belong', async (t) => {
    t.equal(sampleCount, Math.round((39 * 48_000 * 1001) / 30_000))
    for (const [at, path] of paths.entries()) {
      const samples = await samplesIn(path)
      const name = outputs[at]?.name ?? ''
      // What is decoded of AAC goes to the end of its last block.
      if (name === 'audio_m4a') t.ok(samples.length >= sampleCount && samples.length < sampleCount + 1024)
      else t.equal(samples.length, sampleCount, name)
      const begins = Math.round((9 * 48_000 * 1001) / 30_000)
      t.ok(levelDb(samples, 0, begins - 1500) < -60, name)
      t.ok(Math.abs(levelDb(samples, begins + 1500, sampleCount - 1500) + 21.1) < 0.3, name)
    }
  })

  await t.test('decodes no picture, and reads no file that is only seen', async (t) => {
    t.same([plan.tracks, plan.sources.length, plan.encoder], [[], 1, 'pcm_s24le+aac+mp3'])
    t.equal((await studio.commands(film)).length, 1)
  })

  await t.test('goes beside a film, which has the same sound in it', async (t) => {
    const both = edit(10, tracks, [{ name: 'film', preset: 'standard' }, ...outputs.slice(1, 2)])
    const [filmPath = '', soundPath = ''] = await studio.render(both)
    t.same(await samplesIn(filmPath), await samplesIn(soundPath))
  })

  await t.test('that is too short, or of another codec, is complained of', async (t) => {
    for (const [at, path] of paths.entries()) {
      const wanted = { ...(expected[at] as ExpectedSound), sampleCount: sampleCount + 4800 }
      const outcome: unknown = await verifyOutput(path, wanted, limits).catch((error: unknown) => error)
      t.ok(outcome instanceof OutputInvalid && /^samples: /.test(outcome.complaints[0] ?? ''))
    }
    const opus: ExpectedSound = { ...(expected[0] as ExpectedSound), audioCodec: 'opus' }
    await t.rejects(verifyOutput(paths[0] ?? '', opus, limits), /audio codec: pcm_s24le instead of opus/)
  })

  await t.test('has the same bytes each time', async (t) => {
    const sums = await Promise.all(paths.map(sha256Of))
    t.same(await Promise.all((await studio.render(film)).map(sha256Of)), sums)
  })
})
