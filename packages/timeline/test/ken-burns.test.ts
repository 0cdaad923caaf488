import { test } from 'tap'
import { edit, ids, pictures, problemsOf, resolved } from './edits.ts'

test('a move over a picture', async (t) => {
  const photo = (more: object) =>
    ({
      ...{ type: 'image', asset: ids.photo, duration: 2, fit: 'cover' },
      kenBurns: { from: {}, to: { zoom: 1.5 } },
      ...more,
    }) as const
  const planned = (more: object) => {
    const [picture] = resolved(edit([pictures(photo(more) as never)])).tracks[0]?.clips ?? []
    if (picture?.kind !== 'image') throw new Error('it is a picture')
    return picture
  }

  await t.test('is made as large as it gets, and no larger than is of use', async (t) => {
    t.match(planned({}), {
      placement: { width: 1280, height: 720, scaledWidth: 1280, scaledHeight: 960 },
      kenBurns: {
        ...{
          width: 1920,
          height: 1440,
          from: { x: 0.5, y: 0.5, zoom: 1 },
          to: { x: 0.5, y: 0.5, zoom: 1.5 },
        },
        progress: [
          [0, 0],
          [59, 1],
        ],
      },
    })
    t.equal(planned({ kenBurns: { from: { zoom: 8 }, to: {} } }).kenBurns?.width, 2560)
    t.equal(planned({ crop: { right: 0.6 }, kenBurns: { from: { zoom: 8 }, to: {} } }).kenBurns?.width, 1600)
  })

  await t.test('lasts one frame, if the clip does', async (t) => {
    t.same(planned({ duration: 0.03 }).kenBurns?.progress, 0)
  })

  await t.test('is refused where nothing could move, and with an easing that is none', async (t) => {
    const easing = { cubicBezier: [-1, 0, 0, 0] }
    const clips = [photo({ fit: 'blur' }), photo({ kenBurns: { from: {}, to: {}, easing } })]
    t.same(problemsOf(edit([pictures(...(clips as never[]))])), [
      'KEN_BURNS_WITH_BLUR /tracks/0/clips/0/kenBurns',
      'EASING_INVALID /tracks/0/clips/1/kenBurns/easing/cubicBezier',
    ])
  })
})
