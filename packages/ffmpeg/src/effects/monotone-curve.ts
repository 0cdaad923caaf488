import type { CurvePoints } from '@framewright/timeline'

/**
 * A curve through points that never overshoots them: cubics from each to the next, whose slope at a point is the harmonic
 * mean of those of the lines to either side, and nothing at a peak (Fritsch and Butland). Level beyond its ends.
 */
export function monotoneCurve(points: CurvePoints): (x: number) => number {
  const slopes = slopesAt(points)
  const [first, last] = [points[0], points.at(-1)]
  return (x) => {
    if (first === undefined || last === undefined || x <= first[0]) return first?.[1] ?? x
    if (x >= last[0]) return last[1]
    const at = points.findLastIndex(([start]) => start <= x)
    const [from, to] = [points[at], points[at + 1]]
    if (from === undefined || to === undefined) return last[1]
    const width = to[0] - from[0]
    const t = (x - from[0]) / width
    return (
      (1 + 2 * t) * (1 - t) * (1 - t) * from[1] +
      t * (1 - t) * (1 - t) * width * (slopes[at] ?? 0) +
      t * t * (3 - 2 * t) * to[1] +
      t * t * (t - 1) * width * (slopes[at + 1] ?? 0)
    )
  }
}

function slopesAt(points: CurvePoints): number[] {
  const widths = points.slice(1).map(([x], at) => x - (points[at]?.[0] ?? 0))
  const rises = points.slice(1).map(([, y], at) => (y - (points[at]?.[1] ?? 0)) / (widths[at] ?? 1))
  return points.map((_, at) => {
    const [before, after] = [rises[at - 1], rises[at]]
    if (before === undefined) return atEnd(widths, rises)
    if (after === undefined) return atEnd(widths.toReversed(), rises.toReversed())
    if (before * after <= 0) return 0
    const [left = 1, right = 1] = [widths[at - 1], widths[at]]
    return (3 * (left + right)) / ((2 * right + left) / before + (right + 2 * left) / after)
  })
}

/** Of the parabola through the three points next to an end, kept from turning back and from overshooting. */
function atEnd([near = 1, next]: readonly number[], [rise = 0, nextRise]: readonly number[]): number {
  if (next === undefined || nextRise === undefined) return rise
  const slope = ((2 * near + next) * rise - near * nextRise) / (near + next)
  if (slope * rise <= 0) return 0
  return rise * nextRise <= 0 && Math.abs(slope) > 3 * Math.abs(rise) ? 3 * rise : slope
}
