import { easings } from '@framewright/schemas'
import { test } from 'tap'
import { curveThrough, keysOf, valuesOf } from '../src/picture/curve.ts'
import { eased } from '../src/picture/easing.ts'
import { clip, edit, ids, pictures, problemsOf, resolved, warningsOf } from './edits.ts'

const rate = { num: 30, den: 1 }

test('keyframes', async (t) => {
  const placed = (more: Parameters<typeof clip>[0]) => {
    const [picture] = resolved(edit([pictures(clip(more))])).tracks[0]?.clips ?? []
    if (picture?.kind !== 'video') throw new Error('it is a video')
    return picture
  }

  await t.test('every easing goes from 0 to 1, and what goes in comes out the other way', async (t) => {
    for (const easing of easings) {
      t.ok(Math.abs(eased(easing, 0)) < 1e-9 && Math.abs(eased(easing, 1) - 1) < 1e-9, easing)
      if (!/^ease-in-[a-z]+$/.test(easing) || easing.startsWith('ease-in-out')) continue
      const law = easing.slice('ease-in-'.length)
      for (const part of [0.1, 0.37, 0.5, 0.8]) {
        const out = eased(`ease-out-${law}` as 'ease-out-quad', part)
        t.ok(Math.abs(eased(easing, 1 - part) + out - 1) < 1e-9, easing)
        const both = eased(`ease-in-out-${law}` as 'ease-in-out-quad', part / 2)
        t.ok(Math.abs(both - eased(easing, part) / 2) < 1e-9, easing)
      }
    }
  })

  await t.test('named easings are what they are elsewhere', async (t) => {
    const near = (easing: (typeof easings)[number], part: number, wanted: number) =>
      t.ok(Math.abs(eased(easing, part) - wanted) < 1e-4, `${easing}: ${eased(easing, part)}`)
    near('ease', 0.5, 0.8024)
    near('ease-in', 0.25, 0.0935)
    near('ease-in-out', 0.25, 0.1292)
    near('ease-out-bounce', 0.5, 0.765625)
    near('ease-out-circ', 0.5, Math.sqrt(0.75))
    near('ease-in-back', 0.5, -0.0877)
  })

  await t.test(
    'a curve has few points, each frame within its tolerance, and jumps where it is held',
    async (t) => {
      const keys = [
        { time: 0, value: 0, easing: 'ease-in-out' as const },
        { time: 10, value: 500, easing: 'hold' as const },
        { time: 12, value: 100 },
        { time: 20, value: 300 },
      ]
      const values = valuesOf(keysOf(keys, '', rate, { problems: [], warnings: [] }), 900)
      const curve = curveThrough(values, 1 / 64)
      if (typeof curve === 'number') throw new Error('it changes')
      let off = 0
      for (const [at, [frame, value]] of curve.slice(0, -1).entries()) {
        const [end, last] = curve[at + 1] ?? [frame, value]
        for (let n = frame; n <= end; n++)
          off = Math.max(
            off,
            Math.abs(value + ((last - value) * (n - frame)) / (end - frame) - (values[n] ?? NaN)),
          )
      }
      t.ok(off <= 1 / 64 + 1e-9, `${off}`)
      t.ok(curve.length < 150, `${curve.length} points`)
      t.same(curve.slice(-4), [
        [359, 500],
        [360, 100],
        [600, 300],
        [899, 300],
      ])
      t.same([values[359], values[360], values[480], values[899]], [500, 100, 200, 300])
    },
  )

  await t.test('what does not change is as if it had been said without keyframes', async (t) => {
    const same = (value: number) => [
      { time: 0.5, value },
      { time: 1, value, easing: 'ease-out-back' as const },
    ]
    const { transform, ...still } = placed({
      scale: same(0.5),
      opacity: same(0.3),
      rotation: [{ time: 0, value: 720 }],
    })
    t.equal(transform, undefined)
    t.same(still, placed({ scale: 0.5, opacity: 0.3 }))
  })

  await t.test(
    'a picture is made as large as it gets, no larger than is of use, and hides nothing',
    async (t) => {
      const growing = (most: number) => [
        { time: 0, value: 0.5 },
        { time: 1, value: most },
      ]
      const { placement, transform } = placed({ scale: growing(1.25) })
      t.match(placement, { width: 1600, height: 900 })
      t.match(transform, {
        scale: [
          [0, 0.4],
          [30, 1],
          [59, 1],
        ],
        x: 640,
        anchorX: 800,
        anchorY: 450,
      })
      // The source has 1920 columns.
      t.equal(placed({ scale: growing(8) }).placement.width, 1920)
      t.same(warningsOf(edit([pictures(clip({ scale: growing(8) }))])), ['SOURCE_UPSCALED /tracks/0/clips/0'])
    },
  )

  await t.test('an anchor is where a still picture stands, too', async (t) => {
    const { placement } = placed({ scale: 0.5, position: { x: 0, y: 1 }, anchor: { x: 0, y: 1 } })
    t.match(placement, { x: 0, y: 360, width: 640, height: 360 })
  })

  await t.test('what is out of order, or goes back in time, is refused where it stands', async (t) => {
    const at = (time: number) => ({ time, value: 0.5 })
    const back = { time: 0, value: 0, easing: { cubicBezier: [1.5, 0, 0.5, 1] } }
    const track = pictures(
      clip({ opacity: [at(1), at(0.5)], position: { x: [at(0.2), at(0.21)], y: 0.5 } }),
      { type: 'image', asset: ids.photo, duration: 1, rotation: [back, at(1)] },
    )
    t.same(problemsOf(edit([track])), [
      'KEYFRAMES_OUT_OF_ORDER /tracks/0/clips/0/position/x/1/time',
      'KEYFRAMES_OUT_OF_ORDER /tracks/0/clips/0/opacity/1/time',
      'EASING_INVALID /tracks/0/clips/1/rotation/0/easing/cubicBezier',
    ])
  })
})
