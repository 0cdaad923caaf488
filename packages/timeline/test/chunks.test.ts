import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import { canonicalJson, type Edit } from '@framewright/schemas'
import { chunksOf, cpuEncoders, planRender, type Chunk, type Chunking } from '../src/index.ts'
import { clip, crossfade, edit, ids, pictures, resolved } from './edits.ts'

const chunkingOf = (given: Edit): Chunking =>
  chunksOf(planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion: 'test' }))

function chunksIn(given: Edit): readonly Chunk[] {
  const chunking = chunkingOf(given)
  assert(chunking.kind === 'chunks')
  return chunking.chunks
}

const keysOf = (given: Edit): string[] => chunksIn(given).map(({ plan }) => canonicalJson(plan))
const clips = [2, 3.5, 2.5, 4].map((duration, at) => clip({ in: at, duration }))
const film = (...shown: typeof clips) => edit([pictures(...shown)])
const otherClip = clip({ asset: ids.silent, duration: 2 })

test('the chunks of a film follow on each other, from its first frame to its last', (t) => {
  const spans = chunksIn(film(...clips)).map(({ span }) => span)
  t.same(
    spans.map(({ startFrame }) => startFrame),
    [0, 60, 165, 240],
  )
  t.same(
    spans.map(({ endFrame }) => endFrame),
    [60, 165, 240, 360],
  )
  t.end()
})

test('whatever is put in, taken out or moved, all other chunks stay as they were', (t) => {
  const places = fc.nat({ max: clips.length - 1 })
  fc.assert(
    fc.property(places, places, (at, to) => {
      const known = new Set(keysOf(film(...clips)))
      const others = (shown: typeof clips) => keysOf(film(...shown)).filter((key) => !known.has(key)).length
      const without = clips.toSpliced(at, 1)
      assert.equal(others(clips.toSpliced(at, 0, otherClip)), 1)
      assert.equal(others(without), 0)
      assert.equal(others(without.toSpliced(to, 0, clips[at]!)), 0)
    }),
    { numRuns: 30, seed: 5 },
  )
  t.pass('in 30 ways')
  t.end()
})

test('what concerns the whole alone is in no chunk', (t) => {
  const plain = film(...clips)
  const [output] = plain.outputs
  assert(output !== undefined)
  const sound = {
    kind: 'audio' as const,
    clips: [{ type: 'audio' as const, asset: ids.song, start: 1, duration: 3 }],
  }
  const said = { ...{ text: 'Soft', start: 1, end: 2 } }
  const tracks = { type: 'captions' as const, language: 'en', deliver: ['soft' as const], cues: [said] }
  for (const [what, other] of Object.entries({
    'the name of an output': { ...plain, outputs: [{ ...output, name: 'other' }] },
    'its title': { ...plain, title: 'Another title' },
    'its metadata': { ...plain, metadata: { author: 'Ada' } },
    'its sound': { ...plain, tracks: [...plain.tracks, sound] },
    'soft captions': { ...plain, tracks: [...plain.tracks, pictures({ ...tracks, start: 0, duration: 5 })] },
    'an output that is sound alone': { ...plain, outputs: [output, { name: 'sound', preset: 'audio_m4a' }] },
  })) {
    t.same(keysOf(other), keysOf(plain), what)
  }
  t.end()
})

test('clips that are shorter than a second share a chunk, and those after the next long one do not notice', (t) => {
  const short = Array.from({ length: 5 }, (_, at) => clip({ in: at, duration: 0.4 }))
  const many = chunksIn(film(clips[0]!, ...short, clips[3]!, clips[1]!))
  t.same(
    many.map(({ span }) => span.startFrame),
    [0, 60, 96, 120, 240].filter((frame) => frame !== 120 || many.length === 5),
  )
  t.same(
    keysOf(film(clips[0]!, ...short, clips[3]!, clips[1]!)).at(-1),
    keysOf(film(clips[0]!, ...short.slice(1), clips[3]!, clips[1]!)).at(-1),
  )
  t.end()
})

test('a film that cannot be cut is made in one piece, and says why', (t) => {
  const why = (given: Edit) => {
    const chunking = chunkingOf(given)
    return chunking.kind === 'whole' ? chunking.why : null
  }
  const as = (preset: string, more = {}) => ({
    ...film(...clips),
    outputs: [{ name: 'film', preset, ...more }],
  })
  const standard = { name: 'standard', preset: 'standard' }
  const andGif = { ...film(...clips), outputs: [standard, { name: 'gif', preset: 'gif_preview' }] }
  t.match(why(andGif), /"gif" is made in one piece: all frames of a GIF share their colours/)
  t.match(why(as('streaming')), /segments are counted/)
  t.match(why(as('standard', { maxSizeMb: 5 })), /its rate/)
  t.match(why(as('audio_m4a')), /no film/)
  t.match(why(film(clip({ duration: 4 }))), /short/)
  t.match(
    why(film(clip({ duration: 1.5 }), clip({ duration: 1.5, transition: crossfade(1) }))),
    /short/,
    'within a transition nothing is cut, and what is left is too short',
  )
  t.end()
})
