import { strict as assert } from 'node:assert'
import type { Mask } from '@framewright/schemas'
import { test } from 'tap'
import { assetIdsOf, cpuEncoders, placesOfAsset, planRender } from '../src/index.ts'
import { clip, edit, ids, pictures, problemsOf, resolved } from './edits.ts'

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

test('what is no image is no mask', (t) => {
  const refused = (asset: string) => problemsOf(edit([pictures(clip({ mask: { type: 'alpha', asset } }))]))
  t.same(refused(ids.film), ['ASSET_KIND_MISMATCH /tracks/0/clips/0/mask/asset'])
  t.same(refused(ids.nobody), ['ASSET_UNKNOWN /tracks/0/clips/0/mask/asset'])
  t.end()
})
