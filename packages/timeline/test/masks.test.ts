import { strict as assert } from 'node:assert'
import type { Mask } from '@framewright/schemas'
import { test } from 'tap'
import { assetIdsOf, cpuEncoders, placesOfAsset, planRender, slicePlan } from '../src/index.ts'
import { clip, edit, ids, pictures, problemsOf, resolved, sounds } from './edits.ts'

const maskOf = (mask: Mask, more: object = {}) => {
  const [picture] = resolved(edit([pictures(clip({ mask, ...more }))])).tracks[0]?.clips ?? []
  assert(picture?.kind === 'video')
  return picture.mask
}

test('a drawn mask is in parts of the picture where it is placed', (t) => {
  const mask: Mask = {
    type: 'rectangle',
    width: 0.5,
    height: 0.25,
    radius: 0.1,
    position: { x: 0.25, y: 0.5 },
  }
  t.strictSame(maskOf({ ...mask, feather: 0.1, invert: true }, { scale: 0.5 }), {
    kind: 'drawn',
    drawing: {
      ...{ width: 640, height: 360, fill: 'ffffffff', stroke: null },
      outline: { kind: 'rectangle', width: 320, height: 90, x: 0, y: 135, radius: 9 },
    },
    sigma: 9,
    isInverted: true,
  })
  t.end()
})

test('a mask that is an image is made to fit the picture, and its file is read', (t) => {
  const mask: Mask = { type: 'luma', asset: ids.photo, fit: 'contain' }
  const placed = { scaledWidth: 960, scaledHeight: 720, width: 960, height: 720, cropX: 0, cropY: 0 }
  t.strictSame(maskOf(mask), {
    ...{ kind: 'luma', sha256: 'd'.repeat(64), colorMatrix: 'auto', size: { width: 1280, height: 720 } },
    placement: { ...placed, x: 160, y: 0 },
  })
  const given = edit([pictures(clip({ mask }))])
  const { sources } = planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion: '1' })
  t.ok(sources.some(({ sha256 }) => sha256.startsWith('d')))
  t.same(assetIdsOf(given), [ids.film, ids.photo])
  t.same(placesOfAsset(given, ids.photo), ['/tracks/0/clips/0/mask/asset'])
  t.end()
})

test('what is neither an image nor a video is no mask', (t) => {
  const refused = (asset: string) => problemsOf(edit([pictures(clip({ mask: { type: 'alpha', asset } }))]))
  t.same(refused(ids.song), ['ASSET_KIND_MISMATCH /tracks/0/clips/0/mask/asset'])
  t.same(refused(ids.nobody), ['ASSET_UNKNOWN /tracks/0/clips/0/mask/asset'])
  t.end()
})

test('a mask that changes is an outline after the other', (t) => {
  const keys = (from: number, to: number, time = 0.1) => [
    { time: 0, value: from },
    { time, value: to },
  ]
  const changing: Mask = { type: 'ellipse', width: keys(0, 0.3), feather: 0.1, invert: true }
  const outline = (width: number) => ({
    ...{ kind: 'ellipse', width: 1280 * width, height: 720, x: 640 * (1 - width), y: 0 },
  })
  const step = (frameCount: number, width: number) => ({ frameCount, outline: outline(width), sigma: 18 })
  t.match(maskOf(changing), {
    ...{ kind: 'drawn-steps', width: 1280, height: 720, isInverted: true },
    steps: [step(1, 0), step(1, 0.1), step(1, 0.2), step(57, 0.3)],
  })
  const plan = planRender(
    resolved(edit([pictures(clip({ mask: changing, borderRadius: keys(0.1, 0.4) }))])),
    {
      ...{ encoders: cpuEncoders, pipelineVersion: '1' },
    },
  )
  const [part] = slicePlan(plan, { startFrame: 2, endFrame: 4 }).tracks[0]?.runs[0]?.clips ?? []
  t.match(part, {
    mask: { kind: 'drawn-steps', steps: [step(1, 0.2), step(1, 0.3)] },
    borderRadius: [
      { frameCount: 1, radius: 0.3 },
      { frameCount: 1, radius: 0.4 },
    ],
  })
  const [rest] = slicePlan(plan, { startFrame: 4, endFrame: 60 }).tracks[0]?.runs[0]?.clips ?? []
  t.match(rest, { mask: { kind: 'drawn', drawing: { outline: outline(0.3) }, sigma: 18 }, borderRadius: 0.4 })
  const swings = Array.from({ length: 200 }, (_, at) => ({ time: at / 30, value: at % 2 }))
  const busy = { freeze: true, duration: 7 }
  t.same(
    problemsOf(
      edit([
        pictures(
          clip({ ...busy, mask: { type: 'ellipse', feather: swings } }),
          clip({ ...busy, borderRadius: swings }),
          clip({ ...busy, mask: { type: 'ellipse', width: keys(0, 1, 0) } }),
        ),
      ]),
    ),
    [
      'KEYFRAMES_TOO_MANY /tracks/0/clips/0/mask',
      'KEYFRAMES_TOO_MANY /tracks/0/clips/1/borderRadius',
      'KEYFRAMES_OUT_OF_ORDER /tracks/0/clips/2/mask/width/1/time',
    ],
  )
  t.end()
})

test('a mask that is a video begins where it says, and its file is read also where it is heard', (t) => {
  const mask: Mask = { type: 'luma', asset: ids.film, in: 1.5 }
  t.match(maskOf(mask), { kind: 'luma', video: { inMicroseconds: 1_500_000 }, sha256: 'a'.repeat(64) })
  const masked = { type: 'image' as const, asset: ids.photo, duration: 1, mask }
  const heard = sounds({ type: 'audio', asset: ids.film, duration: 1 })
  const silent = edit([pictures(masked), heard], { outputs: [{ name: 'still', preset: 'still_png' }] })
  const { sources } = planRender(resolved(silent), { encoders: cpuEncoders, pipelineVersion: '1' })
  t.ok(sources.some(({ sha256 }) => sha256.startsWith('a')))
  const refused = (more: Mask) => problemsOf(edit([pictures(clip({ mask: more }))]))
  t.same(refused({ ...mask, in: 10 }), ['CLIP_BEYOND_ASSET /tracks/0/clips/0/mask/in'])
  t.same(refused({ ...mask, asset: ids.photo }), ['IN_WITHOUT_VIDEO /tracks/0/clips/0/mask/in'])
  t.same(refused({ type: 'luma', sequence: 'none' }), ['SEQUENCE_UNKNOWN /tracks/0/clips/0/mask/sequence'])
  t.end()
})
