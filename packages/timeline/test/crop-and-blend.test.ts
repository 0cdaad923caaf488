import { test } from 'tap'
import { clip, edit, ids, pictures, problemsOf, resolved } from './edits.ts'

test('what is shown of a source, and how it is laid on', async (t) => {
  const placed = (more: Parameters<typeof clip>[0]) => {
    const [picture] = resolved(edit([pictures(clip(more))])).tracks[0]?.clips ?? []
    if (picture?.kind !== 'video') throw new Error('it is a video')
    return picture
  }

  await t.test('what changes nothing is not in the plan', async (t) => {
    t.same(placed({ crop: { left: 0 }, blend: 'normal', fit: 'blur' }), placed({ fit: 'cover' }))
  })

  await t.test('what is left of a source is fitted as if it were all of it', async (t) => {
    const { placement, sourceCrop } = placed({ crop: { left: 0.1, right: 0.4 } })
    t.match(sourceCrop, { left: 0.1, width: 0.5, height: 1 })
    t.match(placement, { width: 640, height: 720, x: 320, y: 0 })
  })

  await t.test('a blurred fit has the picture in its box', async (t) => {
    const photo = { type: 'image', asset: ids.photo, duration: 1, fit: 'blur' } as const
    const [picture] = resolved(edit([pictures(photo)])).tracks[0]?.clips ?? []
    t.match(picture, {
      placement: { width: 1280, height: 720, scaledHeight: 960 },
      contained: { width: 960, height: 720, x: 160, y: 0 },
    })
  })

  await t.test('nothing left is refused', async (t) => {
    const crops = [{ left: 0.5, right: 0.5 }, { top: 0.99, bottom: 0.9 }, { left: 0.99 }]
    const problems = problemsOf(edit([pictures(...crops.map((crop) => clip({ crop })))]))
    t.same(problems, ['CROP_TOO_LARGE /tracks/0/clips/0/crop', 'CROP_TOO_LARGE /tracks/0/clips/1/crop'])
  })

  await t.test('blending every frame is weighed', async (t) => {
    const lane = (blend: 'normal' | 'screen') =>
      resolved(edit([pictures(...[0, 1, 2, 3, 4, 5, 6, 7].map(() => clip({ duration: 10, blend })))])).lane
    t.same([lane('normal'), lane('screen')], ['cpu-s', 'cpu-l'])
  })
})
