import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Edit, VideoClip } from '@framewright/schemas'
import { test } from 'tap'
import { manifestCommand, readManifest, runFfmpeg } from '../src/index.ts'
import { edit, openStudio } from './films.ts'
import { scratchFolder } from './scratch-folder.ts'

const timeoutMs = 60_000

test('the frames of a film have a manifest, by which two renders are told apart or proved equal', async (t) => {
  const studio = await openStudio(t)
  const { path, facts } = await studio.counted('counted.mp4', { num: 10, den: 1 }, 12, 10)
  const manifestOf = async (film: Edit, flags: readonly string[] = []) => {
    const command = manifestCommand(studio.plan(film), { folder: scratchFolder(t), sourcePath: () => path })
    if (command === null) throw new Error('there is a picture')
    const { signal } = new AbortController()
    const args = [...flags, ...command.args]
    await runFfmpeg({ ...command, args }, { signal, onProgress: () => {}, timeoutMs })
    return readFile(command.outputs[0]?.path ?? '', 'utf8')
  }
  const clip = (more: Partial<VideoClip> = {}): VideoClip => ({
    ...{ type: 'video', asset: facts.assetId, duration: 0.4 },
    ...more,
  })
  const film = (second: VideoClip, preset = 'standard') =>
    edit(
      10,
      [{ kind: 'video', clips: [clip(), second] }],
      [
        { name: 'film', preset, crf: 20 },
        { name: 'small', preset, width: 128 },
      ],
    )

  const first = await manifestOf(film(clip()))
  t.equal(await manifestOf(film(clip()), ['-cpuflags', 'sse2']), first, 'on another processor')
  t.equal(await manifestOf(film(clip(), 'archive')), first, 'whatever encodes it')
  t.notMatch(first, /Lav[fc]\d/, 'and no version in it')

  const [large = [], small = []] = readManifest(first)
  t.same([large.length, small.length], [8, 8])
  const alone = { ...film(clip()), outputs: film(clip()).outputs.slice(0, 1) }
  const frames = await studio.compose(alone)
  const frameBytes = frames.length / 8
  const hashes = large.map((_, at) =>
    createHash('sha256')
      .update(frames.subarray(at * frameBytes, (at + 1) * frameBytes))
      .digest('hex'),
  )
  t.same(large, hashes, 'each is the hash of what goes into the encoder')

  const [brighter = []] = readManifest(
    await manifestOf(film(clip({ effects: [{ type: 'color', gamma: 2 }] }))),
  )
  const differing = brighter.flatMap((hash, at) => (hash === large[at] ? [] : [at]))
  t.same(differing, [4, 5, 6, 7], 'just the frames that were changed differ')
})

test('a film that is only heard has no frames', async (t) => {
  const studio = await openStudio(t)
  const { facts } = await studio.sound('tone.wav', 'sine=440', 1)
  const clips = [{ type: 'audio' as const, asset: facts.assetId, duration: 1 }]
  const film = edit(10, [{ kind: 'audio', clips }], [{ name: 'sound', preset: 'audio_wav' }])
  t.equal(manifestCommand(studio.plan(film), { folder: '/scratch', sourcePath: () => '/tone' }), null)
})
