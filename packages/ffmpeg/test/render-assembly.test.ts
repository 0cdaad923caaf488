import { chunksOf, type Chunk, type RenderPlan } from '@framewright/timeline'
import assert from 'node:assert/strict'
import { test } from 'tap'
import { finishOutput } from '../src/index.ts'
import { edit, openStudio } from './films.ts'

const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
const twelve = { num: 12, den: 1 }

function chunksIn(plan: RenderPlan): readonly Chunk[] {
  const chunking = chunksOf(plan)
  assert(chunking.kind === 'chunks')
  return chunking.chunks
}

test('chunks', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', twelve, 192, 1)).facts.assetId
  const song = (await studio.sound('song.wav', 'sine=440', 16)).facts.assetId
  const clips = [5, 7, 4].map((duration, at) => ({
    ...{ type: 'video' as const, asset: counted, in: at, duration },
  }))
  const tracks = [
    { kind: 'video' as const, clips },
    { kind: 'audio' as const, clips: [{ type: 'audio' as const, asset: song, duration: 16 }] },
  ]

  await t.test('of sound are files that say how long they are', async (t) => {
    const presets = ['standard', 'web', 'prores_422', 'audio_mp3', 'audio_wav']
    const outputs = presets.map((preset) => ({ name: preset, preset }))
    const [sound] = chunksIn(
      studio.plan(
        edit(12, tracks, [...outputs, { name: 'mono', preset: 'audio_m4a', channels: 1 as const }]),
      ),
    )
    assert(sound?.kind === 'sound')
    const paths = await studio.renderPlan(sound.plan)
    t.same(
      sound.plan.outputs.map(({ container }) => container),
      ['m4a', 'webm', 'wav', 'mp3', 'm4a'],
    )
    for (const [at, output] of sound.plan.outputs.entries()) {
      const finished = await finishOutput(sound.plan, output, paths[at] ?? '', limits)
      t.equal('media' in finished && finished.media.kind, 'audio', output.container)
    }
  })
})
