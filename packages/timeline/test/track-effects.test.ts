import type { ClipEffect, Edit } from '@framewright/schemas'
import { test } from 'tap'
import { assetIdsOf } from '../src/index.ts'
import { clip, crossfade, edit, ids, pictures, problemsOf, resolved, warningsOf } from './edits.ts'

type Clip = Parameters<typeof pictures>[number]
const track = (effects: ClipEffect[], ...clips: Clip[]) =>
  ({ ...pictures(...clips), effects }) as Edit['tracks'][number]
const blur: ClipEffect = { type: 'blur', sigma: 4 }
const title = { type: 'text', text: 'Hi', duration: 1 } as const

test('what a track shows is composed by itself, as far as it is joined, and has its effects', async (t) => {
  const clips = [clip({ start: 1 }), clip({ transition: crossfade(1) }), { ...title, start: 5 }]
  const [runs, alone] = [
    resolved(edit([track([blur], ...clips)])).tracks[0]?.clips,
    resolved(edit([pictures(...clips)])).tracks[0]?.clips,
  ]
  const whole = { scaledWidth: 1280, scaledHeight: 720, x: 0, y: 0 }
  t.match(runs, [
    {
      kind: 'composition',
      startFrame: 30,
      endFrame: 120,
      effects: [blur],
      hasAlpha: false,
      placement: whole,
    },
    { kind: 'composition', startFrame: 150, endFrame: 180, effects: [blur], hasAlpha: true, isOfTrack: true },
  ])
  const inner = runs?.map((one) =>
    one.kind === 'composition'
      ? one.composition.tracks.flatMap(({ runs }) => runs.map((run) => run.clips))
      : [],
  )
  t.same(
    inner?.flat().map((run) => run.map(({ startFrame, endFrame }) => [startFrame, endFrame])),
    [
      [
        [0, 60],
        [30, 90],
      ],
      [[0, 30]],
    ],
  )
  t.same(inner?.[1]?.[0]?.[0], { ...alone?.[2], startFrame: 0, endFrame: 30 })
})

test('a track without effects, or with such as do nothing, is as it was', async (t) => {
  const neutral: ClipEffect[] = [{ type: 'color', gamma: 1 }]
  t.same(resolved(edit([track([], clip())])), resolved(edit([pictures(clip())])))
  t.same(resolved(edit([track(neutral, clip())])), resolved(edit([pictures(clip())])))
  t.same(warningsOf(edit([track(neutral, clip())])), ['EFFECT_CHANGES_NOTHING /tracks/0/effects/0'])
})

test('a track blends as its clips do, and those of a transition in one way', async (t) => {
  const screen = { blend: 'screen' } as const
  const [one, other] = [clip(screen), clip({ ...screen, transition: crossfade(1) })]
  const [run] = resolved(edit([track([blur], one, other)])).tracks[0]?.clips ?? []
  t.match(run, { kind: 'composition', blend: 'screen', hasAlpha: true })
  t.notOk(JSON.stringify(run?.kind === 'composition' && run.composition).includes('screen'))
  t.same(problemsOf(edit([track([blur], one, clip({ transition: crossfade(1) }))])), [
    'TRACK_EFFECTS_BLEND /tracks/0/effects',
  ])
  t.same(problemsOf(edit([track([blur], one, clip())])), [])
})

test('what effects of tracks are wrong about has its place, and their files are known', async (t) => {
  const lut: ClipEffect = { type: 'lut', asset: ids.photo }
  const gray: ClipEffect = { type: 'chroma-key', color: '#808080' }
  const film = edit([track([blur, lut], clip())], {
    compositions: { inner: { tracks: [track([gray], title)] } },
  })
  t.same(problemsOf(film), [
    'ASSET_KIND_MISMATCH /tracks/0/effects/1/asset',
    'KEY_COLOR_GRAY /compositions/inner/tracks/0/effects/0/color',
  ])
  t.ok(assetIdsOf(film).includes(ids.photo))
})
