import { test } from 'tap'
import type { audioCurves } from '@framewright/schemas'
import { transitionTypes } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, placesOfAsset, planRender, transitions } from '../src/index.ts'
import { audioClip, clip, crossfade, edit, ids, pictures, problemsOf, resolved, sounds } from './edits.ts'

const planOf = (given: Parameters<typeof resolved>[0]) =>
  planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion })

test('every transition of the schema says how it is made, and how far it reaches in time', async (t) => {
  t.same(Object.keys(transitions).sort(), [...transitionTypes].sort())
  for (const type of transitionTypes) {
    const { xfade, reach } = transitions[type]
    t.equal(reach.kind, 'frame-local', type)
    t.equal(xfade === null, type === 'crossfade', type)
  }
  const names = Object.values(transitions).map(({ xfade }) => xfade)
  t.equal(new Set(names).size, names.length, 'and none is made twice')
})

test('a transition is part of the plan by its name, a crossfade by none', async (t) => {
  const { tracks } = planOf(
    edit([
      pictures(
        clip(),
        clip({ transition: crossfade(0.5) }),
        clip({ transition: { type: 'wipe-left', duration: 0.5 } }),
      ),
    ]),
  )
  const [first, second, third] = tracks[0]?.runs[0]?.clips ?? []
  t.notOk(first !== undefined && 'transition' in first)
  t.notOk(second !== undefined && 'transition' in second)
  t.match(third, { transition: 'wipe-left', crossfadeFrames: 15 })
})

test('both sounds of a transition go along its curve', async (t) => {
  const curves = (audioCurve?: (typeof audioCurves)[number]) =>
    planOf(
      edit([
        sounds(
          audioClip(),
          audioClip({
            transition: { type: 'wipe-left', duration: 0.5, ...(audioCurve && { audioCurve }) },
          }),
        ),
      ]),
    ).sound?.clips.map((one) => [one.crossfadeInCurve, one.crossfadeOutCurve])
  const none = [
    [undefined, undefined],
    [undefined, undefined],
  ]
  t.same(curves(), none)
  t.same(curves('equal-power'), none)
  t.same(curves('linear'), [
    [undefined, 'linear'],
    ['linear', undefined],
  ])
})

test('transitions count as work: a film that is small without them may be large with them', async (t) => {
  const film = (type: 'crossfade' | 'dissolve') => {
    const still = { type: 'image' as const, asset: ids.photo, duration: 4 }
    const stills = Array.from({ length: 60 }, (_, at) =>
      at === 0 ? still : { ...still, transition: { type, duration: 2 } },
    )
    return resolved(edit([pictures(...stills)])).lane
  }
  t.equal(film('crossfade'), 'cpu-s')
  t.equal(film('dissolve'), 'cpu-l')
})

test('a luma wipe goes by an image that is there, in the size of the canvas', (t) => {
  const wiped = (asset: string) =>
    edit([
      pictures(
        clip(),
        clip({ transition: { type: 'luma', asset, duration: 0.5, softness: 0.2, audioCurve: 'linear' } }),
      ),
    ])
  const { tracks, sources, sounds } = resolved(wiped(ids.photo))
  t.match(tracks[0]?.clips[1]?.transition, {
    ...{ kind: 'luma', sha256: 'd'.repeat(64), softness: 0.2, size: { width: 1280, height: 720 } },
    placement: { width: 1280, height: 720, x: 0, y: 0 },
  })
  t.same(
    sources.map(({ assetId }) => assetId),
    [ids.film, ids.photo],
  )
  t.equal(sounds[1]?.crossfadeInCurve, 'linear')
  const place = '/tracks/0/clips/1/transition/asset'
  t.same(placesOfAsset(wiped(ids.photo), ids.photo), [place])
  t.same(problemsOf(wiped(ids.film)), [`ASSET_KIND_MISMATCH ${place}`])
  t.same(problemsOf(wiped(ids.nobody)), [`ASSET_UNKNOWN ${place}`])
  t.end()
})
