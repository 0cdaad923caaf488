import type { Rational } from '@framewright/schemas'
import { curveThrough } from '../picture/curve.ts'
import { sampleOfFrame, sampleRateHz } from '../resolve/exact-time.ts'
import type { SpeedRamp } from '../resolve/speed-ramp.ts'

/** So many samples of a source are heard as so many of a film. */
export type SoundPiece = readonly [taken: number, heard: number]

/** A sound along a speed that changes: pieces of one speed each, on whole samples of the source and of the film. */
export interface SoundRamp {
  readonly pieces: readonly SoundPiece[]
  readonly isReversed: boolean
}

/** A frame has so many places at which a piece may begin. */
const parts = 10
/** So many samples of the source are a piece beside its curve at most; more, where there would be too many pieces. */
const tolerances = [1, 4, 16, 64, 240]
/** Each is a chain of filters of its own. */
const mostPieces = 400
/** The resampler counts no rate that is higher. */
const longestPiece = 900_000

/** Null where its speed changes too often to be followed. */
export function soundPieces(ramp: SpeedRamp, frameCount: number, rate: Rational): SoundPiece[] | null {
  const samplesOfFrame = (sampleRateHz * rate.den) / rate.num
  const taken = Float64Array.from(
    { length: parts * frameCount + 1 },
    (_, at) => ramp.taken(at / parts) * samplesOfFrame,
  )
  for (const tolerance of tolerances) {
    const borders = bordersOf(taken, tolerance, rate)
    const pieces = borders.slice(1).map(([source, sample], at): SoundPiece => {
      const [from, start] = borders[at] ?? [0, 0]
      return [source - from, sample - start]
    })
    if (pieces.length <= mostPieces) return pieces
  }
  return null
}

type Border = readonly [source: number, sample: number]

function bordersOf(taken: Float64Array, tolerance: number, rate: Rational): Border[] {
  const curve = curveThrough(taken, tolerance)
  const points = typeof curve === 'number' ? [] : curve.map(([at]) => at)
  return points.flatMap((at, index): Border[] => {
    const border: Border = [Math.round(taken[at] ?? 0), sampleOfPart(at, rate)]
    const before = index === 0 ? undefined : points[index - 1]
    if (before === undefined) return [border]
    const start: Border = [Math.round(taken[before] ?? 0), sampleOfPart(before, rate)]
    return withoutLong(start, border)
  })
}

/** A tenth of a frame is a frame of ten times the rate. */
const sampleOfPart = (at: number, { num, den }: Rational): number =>
  sampleOfFrame(at, { num: parts * num, den })

function withoutLong([from, start]: Border, [to, end]: Border): Border[] {
  const count =
    (to - from) / divisor(to - from, end - start) > longestPiece ? Math.ceil((to - from) / longestPiece) : 1
  return Array.from({ length: count }, (_, at): Border => [
    from + Math.round(((to - from) * (at + 1)) / count),
    start + Math.round(((end - start) * (at + 1)) / count),
  ])
}

/** The greatest that both have. */
export const divisor = (one: number, other: number): number =>
  other === 0 ? one : divisor(other, one % other)
