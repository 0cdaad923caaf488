import { strict as assert } from 'node:assert'
import type { AssetFacts, Edit, SequenceClip } from '@framewright/schemas'
import { test } from 'tap'
import {
  assetIdsOf,
  cpuEncoders,
  placesOfAsset,
  planRender,
  resolveEdit,
  slicePlan,
  type RenderPlan,
} from '../src/index.ts'
import { assets, edit, ids, pictures } from './edits.ts'

const count = 24
const idOf = (at: number) => `00000000-0000-4000-8000-1${String(at).padStart(11, '0')}`
const shaOf = (at: number) => String(at).padStart(64, '0')
/** PNGs in the order of their numbers. */
const frames = Array.from({ length: count }, (_, at): AssetFacts => {
  const photo = assets.get(ids.photo) as AssetFacts
  return { ...photo, assetId: idOf(at), sha256: shaOf(at) }
})
const known = new Map([...assets, ...frames.map((facts) => [facts.assetId, facts] as const)])

const film = (more: Partial<SequenceClip> = {}, sequence: object = {}): Edit => ({
  ...edit([pictures({ type: 'sequence', sequence: 'render', ...more })]),
  sequences: { render: { assets: frames.map(({ assetId }) => assetId), fps: 12, ...sequence } },
})
function planOf(given: Edit): RenderPlan {
  const resolution = resolveEdit(given, known)
  assert(resolution.ok, JSON.stringify(resolution))
  return planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion: '1' })
}
const problemsOf = (given: Edit): string[] => {
  const resolution = resolveEdit(given, known)
  return resolution.ok ? [] : resolution.problems.map(({ reason, pointer }) => `${reason} ${pointer}`)
}
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => shaOf(from + at))
const named = ({ sources }: RenderPlan) => sources.map(({ sha256 }) => sha256)
function drawnIn({ tracks }: RenderPlan): readonly string[] {
  const [clip] = tracks[0]?.runs[0]?.clips ?? []
  assert(clip?.kind === 'video')
  return clip.sequence?.sha256s ?? []
}

test('a clip of a sequence is as long as its frames are on, and names their assets', async (t) => {
  const given = film()
  t.equal(planOf(given).frameCount, 60, 'two seconds')
  t.equal(planOf(film({ speed: 2 }, { fps: { num: 24, den: 1 } })).frameCount, 15)
  t.same(
    assetIdsOf(given),
    frames.map(({ assetId }) => assetId),
  )
  t.same(placesOfAsset(given, idOf(3)), ['/sequences/render/assets/3'])
  t.same(planOf(film({ duration: 3, atEnd: 'hold' })).frameCount, 90)
})

test('a plan names the frames that are drawn, and no others', async (t) => {
  const cases: [Partial<SequenceClip>, string[]][] = [
    [{}, numbers(0, 23)],
    [{ in: 0.5, duration: 0.5 }, numbers(6, 11)],
    [{ in: 0.5, duration: 0.5, speed: 2 }, numbers(6, 17)],
    [{ in: 0.5, duration: 0.5, reverse: true }, numbers(6, 11)],
    [{ in: 0.5, duration: 0.5, freeze: true }, numbers(6, 6)],
    [{ in: 1.5, duration: 2, atEnd: 'hold' }, numbers(18, 23)],
    [{ in: 1.5, duration: 1, atEnd: 'loop' }, [...numbers(18, 23), ...numbers(0, 5)]],
    [{ in: 1.5, duration: 9, atEnd: 'loop' }, [...numbers(18, 23), ...numbers(0, 17)]],
  ]
  for (const [more, wanted] of cases) {
    const plan = planOf(film(more))
    t.same(drawnIn(plan), wanted, JSON.stringify(more))
    t.same([...named(plan)].sort(), [...wanted].sort())
  }
})

test('so does a slice of it, whatever the others show', async (t) => {
  const span = { startFrame: 15, endFrame: 30 }
  const slice = slicePlan(planOf(film()), span)
  t.same([drawnIn(slice), named(slice)], [numbers(6, 11), numbers(6, 11)])
  const changed = film(
    {},
    { assets: [...frames.slice(0, 20), ...frames.slice(0, 4)].map((one) => one.assetId) },
  )
  t.same(slicePlan(planOf(changed), span), slice)
  t.same(
    drawnIn(slicePlan(planOf(film({ reverse: true })), { startFrame: 0, endFrame: 15 })),
    numbers(18, 23),
  )
  const round = planOf(film({ duration: 9, atEnd: 'loop' }))
  t.same(drawnIn(slicePlan(round, { startFrame: 55, endFrame: 65 })), [...numbers(22, 23), ...numbers(0, 1)])
})

test('frames are of one kind and one size, and the odd ones are named', async (t) => {
  const small = { ...frames[0], assetId: ids.nobody } as AssetFacts
  const { video } = small.media
  const withFrame = (more: object, at: number): string[] => {
    known.set(ids.nobody, {
      ...small,
      media: { ...small.media, video: { ...video, ...more } } as AssetFacts['media'],
    })
    const assetIds = frames.slice(0, 4).map(({ assetId }, place) => (place === at ? ids.nobody : assetId))
    const problems = problemsOf(film({}, { assets: assetIds }))
    known.delete(ids.nobody)
    return problems
  }
  t.same(withFrame({ width: 3998 }, 2), ['SEQUENCE_MIXED /sequences/render/assets/2'])
  t.same(withFrame({ codec: 'mjpeg' }, 0), ['SEQUENCE_MIXED /sequences/render/assets/0'])
  t.same(withFrame({ rotationDegrees: 90 }, 3), ['SEQUENCE_MIXED /sequences/render/assets/3'])
  t.same(withFrame({ codec: 'svg' }, 3), ['ASSET_KIND_MISMATCH /sequences/render/assets/3'])
  t.same(withFrame({ pixelFormat: 'pal8' }, 3), [], 'however their pixels are coded')
})

test('what cannot be shown is refused where it stands', async (t) => {
  t.same(problemsOf(film({ sequence: 'other' })), ['SEQUENCE_UNKNOWN /tracks/0/clips/0/sequence'])
  t.same(problemsOf(film({}, { assets: [idOf(0), ids.nobody, ids.film] })), [
    'ASSET_UNKNOWN /sequences/render/assets/1',
    'ASSET_KIND_MISMATCH /sequences/render/assets/2',
  ])
  t.same(problemsOf(film({}, { fps: { num: 241, den: 2 } })), ['FRAME_RATE /sequences/render/fps'])
  t.same(problemsOf(film({ duration: 3 })), ['CLIP_BEYOND_ASSET /tracks/0/clips/0/duration'])
  const unused = resolveEdit(
    { ...film(), tracks: edit([pictures({ type: 'image', asset: ids.photo, duration: 1 })]).tracks },
    known,
  )
  t.match(unused, { ok: true, warnings: [{ code: 'SEQUENCE_UNUSED', pointer: '/sequences/render' }] })
})
