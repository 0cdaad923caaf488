import type { GainKeyframe } from '@framewright/schemas'
import { amplitudeOf } from './decibels.ts'
import { checkEasing } from '../picture/curve.ts'
import { eased } from '../picture/easing.ts'
import { sampleOfSecond } from '../resolve/exact-time.ts'
import { refuse, type Findings } from '../resolve/problems.ts'

/** A gain as a factor of amplitude, straight from each point to the next, and level before the first and after the last. */
export type GainEnvelope = readonly GainPoint[]
export interface GainPoint {
  readonly sample: number
  readonly gain: number
}

/** Straight in decibels is a curve in amplitude: chords so short are 0.015 dB beside it at most, and a curve has more of them. */
const decibelsOfChord = 1
const fewestOfCurve = 12
const mostChords = 60

export function gainEnvelope(
  keyframes: readonly GainKeyframe[],
  pointer: string,
  findings: Findings,
): GainEnvelope {
  const points: GainPoint[] = []
  for (const [at, { time, value, easing = 'linear' }] of keyframes.entries()) {
    const sample = sampleOfSecond(time)
    points.push({ sample, gain: amplitudeOf(value) })
    if (!checkEasing(easing, `${pointer}/${at}/easing`, findings)) break
    const next = keyframes[at + 1]
    if (next === undefined) break
    const length = sampleOfSecond(next.time) - sample
    if (length <= 0) {
      refuse(
        findings,
        'KEYFRAMES_OUT_OF_ORDER',
        `${pointer}/${at + 1}/time`,
        `the keyframe is at ${next.time} s, and the one before it at ${time} s`,
        'List keyframes in the order of their time, each at a time of its own.',
      )
      break
    }
    if (easing === 'hold') {
      if (length > 1) points.push({ sample: sample + length - 1, gain: amplitudeOf(value) })
      continue
    }
    const wanted = Math.ceil(Math.abs(next.value - value) / decibelsOfChord)
    const chords = Math.min(
      mostChords,
      length,
      easing === 'linear' ? wanted : Math.max(fewestOfCurve, 3 * wanted),
    )
    for (let chord = 1; chord < chords; chord++) {
      const from = Math.round((length * chord) / chords)
      const gain = amplitudeOf(value + (next.value - value) * eased(easing, from / length))
      points.push({ sample: sample + from, gain })
    }
  }
  return points
}
