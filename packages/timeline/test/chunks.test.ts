import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import { canonicalJson, type Edit } from '@framewright/schemas'
import { chunkAt, chunksOf, cpuEncoders, planRender, type Chunk, type Chunking } from '../src/index.ts'
import { clip, crossfade, edit, ids, pictures, resolved } from './edits.ts'

const chunkingOf = (given: Edit): Chunking =>
  chunksOf(planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion: 'test' }))

function chunksIn(given: Edit): readonly Chunk[] {
  const chunking = chunkingOf(given)
  assert(chunking.kind === 'chunks')
  return chunking.chunks
}

const picturesIn = (given: Edit): readonly Chunk[] =>
  chunksIn(given).filter(({ kind }) => kind === 'pictures')
const keysOf = (given: Edit): string[] => picturesIn(given).map(({ plan }) => canonicalJson(plan))
const soundsIn = (given: Edit): readonly Chunk[] => chunksIn(given).filter(({ kind }) => kind === 'sound')
const clips = [2, 3.5, 2.5, 4, 4.5, 3].map((duration, at) => clip({ in: at, duration }))
const film = (...shown: typeof clips) => edit([pictures(...shown)])
const otherClip = clip({ asset: ids.silent, duration: 2 })

test('the chunks of a film follow on each other, from its first frame to its last', (t) => {
  const spans = picturesIn(film(...clips)).map(({ span }) => span)
  t.same(
    spans.map(({ startFrame }) => startFrame),
    [0, 60, 165, 240, 360, 495],
  )
  t.same(
    spans.map(({ endFrame }) => endFrame),
    [60, 165, 240, 360, 495, 585],
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

test('the sound is one chunk, of the whole film, in every form that the outputs want it in', (t) => {
  const sound = { name: 'sound', preset: 'audio_mp3' }
  const outputs = ['standard', 'prores_422', 'web'].map((preset) => ({ name: preset, preset }))
  const [chunk, ...others] = soundsIn({ ...film(...clips), outputs: [sound, ...outputs] })
  t.same(others, [])
  t.same(chunk?.span, { startFrame: 0, endFrame: 585 })
  t.same(
    chunk?.plan.outputs.map(({ name, container, video }) => [name, container, video]),
    [
      ['0', 'mp3', null],
      ['1', 'm4a', null],
      ['2', 'mov', null],
      ['3', 'webm', null],
    ],
  )
  t.equal(chunksIn({ ...film(...clips), outputs: [sound, ...outputs] })[0]?.kind, 'sound', 'it is the first')
  t.same(chunk?.plan.tracks, [])
  t.same(
    chunk?.plan.sources.map(({ sha256 }) => sha256[0]),
    ['a'],
  )
  const silent = clips.map(() => clip({ asset: ids.silent, duration: 4 }))
  t.same(soundsIn(film(...silent)), [], 'there is none where nothing is heard')
  t.end()
})

test('what is only seen leaves the chunk of the sound as it was', (t) => {
  const plain = film(...clips)
  const { canvas } = plain
  const keyOf = (given: Edit) => canonicalJson(soundsIn(given).map(({ plan }) => plan))
  const seen = clips.map((one) => ({ ...one, effects: [{ type: 'color' as const, saturation: 0.5 }] }))
  const photo = { type: 'image' as const, asset: ids.photo, start: 0, duration: 4 }
  for (const [what, other] of Object.entries({
    'a caption': {
      ...plain,
      tracks: [...plain.tracks, pictures({ type: 'text', text: 'Hi', start: 0, duration: 2 })],
    },
    'a colour': film(...seen),
    'a picture': { ...plain, tracks: [...plain.tracks, pictures(photo)] },
    'the canvas': { ...plain, canvas: { ...canvas, width: 640, height: 360, background: '#ff0000' } },
    'a title': { ...plain, title: 'Another' },
    metadata: { ...plain, metadata: { author: 'Ada' } },
    'a still': { ...plain, outputs: [...plain.outputs, { name: 'still', preset: 'still_png' }] },
  })) {
    t.equal(keyOf(other), keyOf(plain), what)
  }
  t.not(keyOf(film(...clips.map((one) => ({ ...one, gainDb: -6 })))), keyOf(plain))
  t.end()
})

test('one chunk can be had without the others, by its number among so many', (t) => {
  const plan = planRender(resolved(film(...clips)), { encoders: cpuEncoders, pipelineVersion: 'test' })
  const chunks = chunksIn(film(...clips))
  t.same(
    chunks.map((_, number) => chunkAt(plan, number, chunks.length)),
    chunks,
  )
  t.equal(chunkAt(plan, 0, chunks.length + 1), null, 'it is cut otherwise here')
  t.equal(chunkAt(plan, chunks.length, chunks.length), null)
  t.end()
})

test('each size of a ladder is a film of its own in the chunks', (t) => {
  const outputs = [{ name: 'ladder', preset: 'streaming' }]
  const [chunk] = picturesIn({ ...film(...clips), outputs })
  t.same(
    chunk?.plan.outputs.map(({ name, container, video }) => [name, container, video?.codec]),
    ['0', '1', '2', '3'].map((name) => [name, 'mp4', 'h264']),
  )
  t.notMatch(chunk?.plan.outputs, [{ ladder: {} }])
  const whole = planRender(resolved({ ...film(...clips), outputs }), {
    ...{ encoders: cpuEncoders, pipelineVersion: 'test' },
  })
  const settingsOf = ({ outputs }: Pick<Chunk['plan'], 'outputs'>) =>
    outputs.slice(0, 1).map(({ video }) => (video !== null && 'crf' in video ? [video.crf, video.rate] : []))
  t.same(settingsOf(whole), [[21.5, { averageKbps: 2800, peakKbps: 4200, bufferKbits: 5600 }]])
  t.same(
    settingsOf(chunk?.plan ?? { outputs: [] }),
    [[21.5, { averageKbps: 2800, peakKbps: 4200, bufferKbits: 2800 }]],
    'two that meet share the buffer',
  )
  t.end()
})

test('clips that are shorter than a second share a chunk, and those after the next long one do not notice', (t) => {
  const short = Array.from({ length: 5 }, (_, at) => clip({ in: at, duration: 0.4 }))
  const many = picturesIn(film(clips[0]!, ...short, clips[3]!, clips[1]!, clips[4]!))
  t.same(
    many.map(({ span }) => span.startFrame),
    [0, 60, 96, 120, 240, 345].filter((frame) => frame !== 120 || many.length === 6),
  )
  t.same(
    keysOf(film(clips[0]!, ...short, clips[3]!, clips[1]!, clips[4]!)).slice(-2),
    keysOf(film(clips[0]!, ...short.slice(1), clips[3]!, clips[1]!, clips[4]!)).slice(-2),
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
  const andGif = {
    ...film(...clips.slice(0, 4), clips[5]!),
    outputs: [standard, { name: 'gif', preset: 'gif_preview' }],
  }
  t.match(why(andGif), /"gif" is made in one piece: all frames of a GIF share their colours/)
  t.match(why(as('standard', { maxSizeMb: 5 })), /its rate/)
  t.match(why(as('standard', { bitrateKbps: 5000 })), /its rate is shared out over all of it/)
  t.match(why(as('audio_m4a')), /no film/)
  t.match(why(film(clip({ duration: 9 }), clip({ duration: 5.9 }))), /short/)
  const photo = { type: 'image' as const, asset: ids.photo, duration: 16 }
  const joined = pictures(photo, { ...photo, transition: crossfade(15.5) })
  t.match(why(edit([pictures(photo), joined])), /nothing in it can be cut/, 'not within a transition')
  t.end()
})
