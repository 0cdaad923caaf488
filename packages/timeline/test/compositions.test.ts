import { strict as assert } from 'node:assert'
import type { Composition, CompositionClip, Edit } from '@framewright/schemas'
import { test } from 'tap'
import { assetIdsOf, cpuEncoders, placesOfAsset, planRender } from '../src/index.ts'
import { audioClip, clip, edit, ids, pictures, problemsOf, resolved, sounds, warningsOf } from './edits.ts'

const shown = (composition: string, more: Partial<CompositionClip> = {}): CompositionClip => ({
  ...{ type: 'composition', composition },
  ...more,
})
const nested = (compositions: Record<string, Composition>, ...clips: CompositionClip[]): Edit =>
  edit([pictures(...clips)], { compositions })
const text = { type: 'text', text: 'Hi', duration: 1 } as const

test('a clip of a composition is as long as that, in frames of the film', (t) => {
  const inner = { width: 640, height: 480, tracks: [pictures(clip({ duration: 2 }), text)] }
  const { frameCount, tracks, sources } = resolved(
    nested({ inner }, shown('inner'), shown('inner', { in: 0.5 }), shown('inner', { in: 1, duration: 0.25 })),
  )
  const clips = tracks[0]?.clips ?? []
  t.same(
    clips.map((one) => one.kind === 'composition' && [one.startFrame, one.endFrame, one.firstFrame]),
    [
      [0, 90, 0],
      [90, 165, 15],
      [165, 173, 30],
    ],
  )
  t.equal(frameCount, 173)
  t.same(
    sources.map(({ assetId }) => assetId),
    [ids.film],
  )
  const [first] = clips
  assert(first?.kind === 'composition')
  t.match(first.placement, { width: 960, height: 720, x: 160, y: 0 })
  t.match(first.composition, { width: 640, height: 480, frameCount: 90, isTransparent: true })
  t.equal(first.composition.tracks[0]?.runs.length, 2)
  t.end()
})

test('times of a composition are its own, and so are the ids of its clips', (t) => {
  const inner: Composition = {
    tracks: [
      pictures(clip({ id: 'a', duration: 2 })),
      pictures({ ...text, start: { clip: 'a', edge: 'end' } }, { ...text, duration: 'end', start: 0.5 }),
    ],
  }
  t.same(problemsOf(nested({ inner }, shown('inner', { id: 'a' }))), [
    'CLIPS_OVERLAP /compositions/inner/tracks/1/clips/1',
  ])
  const fine = {
    tracks: [
      pictures(clip({ id: 'a', duration: 2 })),
      pictures({ ...text, start: { clip: 'a', edge: 'end' } }),
    ],
  }
  const given = nested(
    { fine },
    shown('fine', { id: 'a', start: 1 }),
    shown('fine', { start: { clip: 'a', edge: 'end' } }),
  )
  t.equal(resolved(given).frameCount, 30 * 7)
  t.end()
})

test('what is heard of it is in frames of the film, within the clip that shows it', (t) => {
  const inner = {
    tracks: [sounds(audioClip({ start: 1, duration: 2, gainDb: -3 }), audioClip({ start: 8 }))],
  }
  const outer = { tracks: [pictures(shown('inner', { in: 2, start: 1, duration: 4, fadeIn: 1 }))] }
  const given = nested({ inner, outer }, shown('outer', { start: 2, gainDb: -6, role: 'music' }))
  const [sound, ...others] = resolved(given).sounds
  t.same(others, [], 'what lies outside is not read')
  t.match(sound, { startFrame: 60, endFrame: 120, gainDb: -3, role: 'music' })
  t.match(sound?.within, [
    { startFrame: 90, endFrame: 210, gainDb: 0, fadeInFrames: 30 },
    { startFrame: 60, endFrame: 210, gainDb: -6, fadeInFrames: 0 },
  ])
  const [planned] =
    planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion: '1' }).sound?.clips ?? []
  t.match(planned, {
    startSample: 96_000,
    sampleCount: 96_000,
    within: [{ startSample: 144_000 }, { startSample: 96_000 }],
  })
  t.same(resolved(nested({ inner, outer }, shown('outer', { muted: true }))).sounds, [])
  t.end()
})

test('assets and fonts of compositions are known, wherever they are', (t) => {
  const inner: Composition = {
    tracks: [
      pictures(clip({ effects: [{ type: 'blur', sigma: 2 }], mask: { type: 'luma', asset: ids.photo } }), {
        ...text,
        font: 'serif',
      }),
    ],
  }
  const given = nested({ inner }, shown('inner'))
  t.same(assetIdsOf(given), [ids.film, ids.photo])
  t.same(placesOfAsset(given, ids.film), ['/compositions/inner/tracks/0/clips/0/asset'])
  const plan = planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion: '1' })
  t.same(
    plan.sources.map(({ sha256 }) => sha256.slice(0, 1)),
    ['a', 'd'],
  )
  t.match(plan.fonts, [{ fileName: 'DejaVuSerif.ttf' }])
  const silent = { ...given, outputs: [{ name: 'still', preset: 'still_png' }] }
  t.equal(planRender(resolved(silent), { encoders: cpuEncoders, pipelineVersion: '1' }).sources.length, 2)
  t.end()
})

test('compositions that cannot be shown are refused, with the place', (t) => {
  const inner = { tracks: [pictures(clip())] }
  t.same(problemsOf(nested({ inner }, shown('constructor'))), [
    'COMPOSITION_UNKNOWN /tracks/0/clips/0/composition',
  ])
  t.same(
    problemsOf(
      nested({ a: { tracks: [pictures(shown('b'))] }, b: { tracks: [pictures(shown('a'))] } }, shown('a')),
    ),
    ['COMPOSITIONS_CIRCULAR /compositions/b/tracks/0/clips/0/composition'],
  )
  t.same(problemsOf(nested({ inner }, shown('inner', { in: 2 }))), ['CLIP_BEYOND_ASSET /tracks/0/clips/0/in'])
  t.same(problemsOf(nested({ inner }, shown('inner', { duration: 3 }))), [
    'CLIP_BEYOND_ASSET /tracks/0/clips/0/duration',
  ])
  t.same(problemsOf(nested({ inner: { tracks: [] } }, shown('inner', { duration: 1 }))), [
    'TIMELINE_EMPTY /compositions/inner/tracks',
  ])
  t.same(problemsOf(nested({ inner: { ...inner, width: 33 } }, shown('inner'))), [
    'CANVAS_SIZE /compositions/inner/width',
  ])
  t.end()
})

test('what no clip shows is looked at, and not read', (t) => {
  const given = (asset: string) =>
    edit([pictures(clip({ asset: ids.silent, muted: true }))], {
      compositions: { spare: { tracks: [pictures(clip({ asset, effects: [] }))] } },
    })
  t.same(warningsOf(given(ids.film)), ['COMPOSITION_UNUSED /compositions/spare'])
  t.same(
    resolved(given(ids.film)).sources.map(({ assetId }) => assetId),
    [ids.silent],
  )
  t.same(problemsOf(given(ids.nobody)), ['ASSET_UNKNOWN /compositions/spare/tracks/0/clips/0/asset'])
  t.end()
})

test('compositions that double each other are refused before anything is made of them', (t) => {
  const names = Array.from({ length: 60 }, (_, at) => `c${at}`)
  const compositions = Object.fromEntries(
    names.map((name, at): [string, Composition] => [
      name,
      { tracks: [pictures(...(at === 0 ? [text] : [shown(`c${at - 1}`), shown(`c${at - 1}`)]))] },
    ]),
  )
  const problems = problemsOf(nested(compositions, shown('c59')))
  t.match(problems[0], /^COMPOSITIONS_TOO_LARGE \/compositions\/c9\//)
  const deep = Object.fromEntries(
    names.map((name, at): [string, Composition] => [
      name,
      { tracks: [pictures(at === 0 ? text : shown(`c${at - 1}`))] },
    ]),
  )
  t.same(
    problemsOf(nested(deep, shown('c7'))).slice(0, 1),
    ['COMPOSITIONS_TOO_LARGE /compositions/c9/tracks/0/clips/0/composition'],
    'also where it is not shown',
  )
  const many = { tracks: [pictures(...Array.from({ length: 300 }, () => text))] }
  t.same(problemsOf(nested({ many }, ...Array.from({ length: 5 }, () => shown('many')))), [
    'COMPOSITIONS_TOO_LARGE /tracks/0/clips/3/composition',
  ])
  t.end()
})
