import { test } from 'tap'
import { VideoEffect, type ClipEffect } from '@framewright/schemas'
import {
  assetIdsOf,
  cpuEncoders,
  effectKinds,
  pipelineVersion,
  placesOfAsset,
  planRender,
  resolveEdit,
} from '../src/index.ts'
import { assets, clip, edit, ids, pictures, problemsOf, resolved, warningsOf } from './edits.ts'

const color = (more: Record<string, number>) => ({ type: 'color' as const, ...more })
const photo = { type: 'image' as const, asset: ids.photo, duration: 2 }

test('effects are resolved in their order, with everything said that was left to its default', async (t) => {
  const effects = [color({ gamma: 2 }), color({ contrast: 0.5, saturation: 0 })]
  const { tracks } = resolved(edit([pictures(clip({ effects }), { ...photo, effects })]))
  const [video, image] = tracks[0]?.clips ?? []
  const wanted = [
    { type: 'color', brightness: 0, contrast: 1, saturation: 1, gamma: 2 },
    { type: 'color', brightness: 0, contrast: 0.5, saturation: 0, gamma: 1 },
  ]
  t.match(video, { kind: 'video', effects: wanted })
  t.match(image, { kind: 'image', effects: wanted })
})

test('an effect that changes nothing makes no other film, and is told', async (t) => {
  const effects = [color({}), color({ gamma: 1, contrast: 1 })]
  t.same(resolved(edit([pictures(clip({ effects }))])), resolved(edit([pictures(clip())])))
  t.same(warningsOf(edit([pictures(clip({ effects }))])), [
    'EFFECT_CHANGES_NOTHING /tracks/0/clips/0/effects/0',
    'EFFECT_CHANGES_NOTHING /tracks/0/clips/0/effects/1',
  ])
})

test('a chroma key names a colour, which is no gray', async (t) => {
  const keyed = (more: { color?: string }) =>
    edit([pictures(clip({ effects: [color({ gamma: 2 }), { type: 'chroma-key', ...more }] }))])
  t.match(resolved(keyed({})).tracks[0]?.clips[0], {
    effects: [{}, { type: 'chroma-key', color: '00ff00', similarity: 0.25, softness: 0.1, spill: 0.5 }],
  })
  t.same(problemsOf(keyed({ color: '#808A80' })), ['KEY_COLOR_GRAY /tracks/0/clips/0/effects/1/color'])
})

test('every effect of the schema states its reach in time', async (t) => {
  const types = VideoEffect.anyOf.map(({ properties }) => properties.type.const)
  t.ok(types.length > 0)
  for (const type of types) {
    const reach = effectKinds[type].reach
    t.ok(reach.kind !== 'pre-roll' || reach.frames > 0, type)
  }
  t.same(Object.keys(effectKinds).sort(), [...types].sort(), 'and there is none beside')
})

test('a film has effects of its own, where it has any', async (t) => {
  const effects = [color({ gamma: 2 }), color({})]
  const film = edit([pictures(clip())], { effects })
  const options = { encoders: cpuEncoders, pipelineVersion }
  t.match(planRender(resolved(film), options).effects, [{ type: 'color', gamma: 2 }])
  t.same(warningsOf(film), ['EFFECT_CHANGES_NOTHING /effects/1'])
  t.notOk('effects' in planRender(resolved(edit([pictures(clip())])), options))
})

test('effects count as work: a film that is small without them may be large with them', async (t) => {
  const outputs = [{ name: 'film', preset: 'standard', width: 320 }]
  const clips = (effects: ClipEffect[]) => Array.from({ length: 20 }, () => clip({ duration: 10, effects }))
  const slow = Array.from({ length: 16 }, () => color({ gamma: 2 }))
  const laneWith = (effects: ClipEffect[]) => resolved(edit([pictures(...clips(effects))], { outputs })).lane
  t.same([laneWith([]), laneWith(slow)], ['cpu-s', 'cpu-l'])
})

const lutId = '00000000-0000-4000-8000-00000000000a'
const withLut = new Map([
  ...assets,
  [
    lutId,
    {
      ...{ assetId: lutId, sha256: 'c0'.repeat(32), sizeBytes: 99 },
      media: {
        ...{ kind: 'lut' as const, container: 'cube', durationSeconds: null, video: null, audio: null },
        lut: { dimensions: 3 as const, size: 33 },
      },
    },
  ],
])

test('a table of colours is a source of the film, wherever it is used', async (t) => {
  const effects = [{ type: 'lut' as const, asset: lutId, strength: 0.5 }]
  const cube = { sha256: 'c0'.repeat(32), sizeBytes: 99, demuxer: 'cube' }
  for (const film of [
    edit([pictures(clip({ effects, muted: true }))]),
    edit([pictures(clip())], { effects }),
  ]) {
    const resolution = resolveEdit(film, withLut)
    if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems))
    const plan = planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
    t.match(plan.sources, [{ sha256: 'a'.repeat(64) }, cube])
    t.same(assetIdsOf(film), [ids.film, lutId])
  }
  t.same(placesOfAsset(edit([pictures(clip({ effects }))]), lutId), ['/tracks/0/clips/0/effects/0/asset'])
})

test('an effect takes a table of colours and nothing else, and a clip takes none', async (t) => {
  const lut = (asset: string) => [{ type: 'lut' as const, asset }]
  t.same(problemsOf(edit([pictures(clip({ effects: lut(ids.photo) }))], { effects: lut(ids.nobody) })), [
    'ASSET_KIND_MISMATCH /tracks/0/clips/0/effects/0/asset',
    'ASSET_UNKNOWN /effects/0/asset',
  ])
  const resolution = resolveEdit(edit([pictures(clip({ asset: lutId }))]), withLut)
  t.match(resolution, { problems: [{ reason: 'ASSET_KIND_MISMATCH', remedy: /"type": "lut"/ }] })
})
