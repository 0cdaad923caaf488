import { test } from 'tap'
import { monotoneCurve } from '../src/effects/monotone-curve.ts'

test('a curve goes through its points, smooth and without overshooting them', (t) => {
  const curve = monotoneCurve([
    [0, 0.1],
    [0.2, 0.5],
    [0.5, 0.55],
    [1, 1],
  ])
  // Worked out in fractions, from the cubic in Newton's form.
  const wanted = [
    [0.1, 0.360181],
    [0.3, 0.521544],
    [0.45, 0.539324],
    [0.7, 0.662353],
    [0.9, 0.870523],
  ] as const
  for (const [x, y] of wanted) t.ok(Math.abs(curve(x) - y) < 1e-6, `${x}: ${curve(x)}`)
  const values = Array.from({ length: 201 }, (_, at) => curve(at / 200))
  t.ok(values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0)))
  t.end()
})

test('beyond its ends a curve is level, and two points are a straight line', (t) => {
  const line = monotoneCurve([
    [0.2, 0.9],
    [0.6, 0.1],
  ])
  t.same([line(0), line(0.2), line(1)], [0.9, 0.9, 0.1])
  t.ok(Math.abs(line(0.4) - 0.5) < 1e-12)
  t.end()
})
