import { test } from 'tap'
import { canonicalJson, type Edit } from '@framewright/schemas'
import { bordersOf, cpuEncoders, planRender, slicePlan, spansBetween, type RenderPlan } from '../src/index.ts'
import { clip, crossfade, edit, ids, pictures, resolved } from './edits.ts'

const planOf = (given: Edit): RenderPlan =>
  planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion: 'test' })

const slicesOf = (given: Edit): RenderPlan[] =>
  spansBetween(bordersOf(resolved(given)), planOf(given).frameCount).map((span) =>
    slicePlan(planOf(given), span),
  )

const jsonOf = (given: Edit): string[] => slicesOf(given).map((slice) => canonicalJson(slice))

const text = { type: 'text' as const, text: 'Hello', duration: 1 }
const captions = (...words: string[]) => ({
  ...{ type: 'captions' as const, start: 0, duration: 24 },
  cues: words.map((word, at) => ({ text: word, start: 6 * at, end: 6 * at + 5 })),
})

test('a film is cut where its lowest track is', async (t) => {
  const frames = (given: Edit) => bordersOf(resolved(given))
  t.same(
    frames(edit([pictures(clip({ duration: 2 }), clip({ duration: 3 }), clip({ start: 6, duration: 1 }))])),
    [60, 150, 180],
  )
  t.same(frames(edit([pictures(clip({ start: 1 })), pictures(text)])), [30])
})

test('a long clip is cut at steps from its own start, and not near its end', async (t) => {
  const long = { type: 'image' as const, asset: ids.photo, duration: 16 }
  t.same(bordersOf(resolved(edit([pictures(clip({ duration: 2 }), long)]))), [60, 210, 360, 510])
  t.same(bordersOf(resolved(edit([pictures({ ...long, duration: 15.9 })]))), [150, 300])
})

test('nothing is cut within a transition, on whichever track', async (t) => {
  const joined = [clip({ duration: 3 }), clip({ duration: 4, transition: crossfade(1) })]
  t.same(bordersOf(resolved(edit([pictures(...joined)]))), [90])
  const below = pictures(clip({ duration: 2 }), clip({ duration: 1.5 }), clip({ duration: 3 }))
  t.same(bordersOf(resolved(edit([below]))), [60, 105])
  t.same(
    bordersOf(resolved(edit([below, pictures(...joined)]))),
    [60, 105].filter((frame) => frame >= 90 || frame <= 60),
  )
})

test('a slice has its clips in its own time, and nothing of the others', async (t) => {
  const [first, second] = slicesOf(
    edit([
      pictures(clip({ duration: 2 }), clip({ asset: ids.silent, duration: 1 })),
      pictures({ ...text, start: 2 }),
    ]),
  )
  t.equal(first?.frameCount, 60)
  t.same(
    first?.sources.map(({ sha256 }) => sha256[0]),
    ['a'],
  )
  t.same(first?.fonts, [])
  t.equal(second?.frameCount, 30)
  t.same(
    second?.sources.map(({ sha256 }) => sha256[0]),
    ['b'],
  )
  t.equal(second?.tracks.length, 2)
  t.same([second?.sound, second?.outputs[0]?.audio], [null, null])
})

test('what is put in before a clip changes no slice of it', async (t) => {
  const rest = [clip({ duration: 8, fadeOut: 1 }), clip({ in: 2, duration: 7, speed: 0.5 })]
  const before = jsonOf(edit([pictures(...rest)]))
  const after = jsonOf(edit([pictures(clip({ asset: ids.silent, duration: 2 }), ...rest)]))
  t.same(after.slice(1), before)
})

test('another caption changes the slices that show it', async (t) => {
  const film = (...words: string[]) =>
    edit([pictures(clip({ duration: 9.9 }), clip({ duration: 9.9 })), pictures(captions(...words))])
  const before = jsonOf(film('one', 'two', 'three', 'four'))
  const after = jsonOf(film('one', 'two', 'other', 'four'))
  const changed = after.flatMap((slice, at) => (slice === before[at] ? [] : [at]))
  t.same(changed, [2, 3], 'it is on from second 12 to 17')
})

test('a clip that is made longer keeps the slices that it had', async (t) => {
  const film = (duration: number) => edit([pictures(clip({ duration }))])
  t.same(jsonOf(film(9.5))[0], jsonOf(film(8))[0])
  const faded = (duration: number) => edit([pictures(clip({ duration, fadeOut: 0.5 }))])
  t.same(jsonOf(faded(9.5))[0], jsonOf(faded(8))[0], 'its fade is in none of them')
})

test('a film that has too many clips for one run is made in slices', async (t) => {
  const clips = (count: number) => pictures(...Array.from({ length: count }, () => clip({ duration: 0.5 })))
  t.equal(planOf(edit([clips(9)])).slicedAt, undefined)
  const { slicedAt = [], frameCount } = planOf(edit([clips(500)]))
  t.equal(spansBetween(slicedAt, frameCount).length, Math.ceil(500 / 9))
  t.same(
    spansBetween(slicedAt, frameCount).filter(({ startFrame, endFrame }) => endFrame - startFrame > 9 * 15),
    [],
  )
})
