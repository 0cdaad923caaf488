import type { Animated, Rational } from '@framewright/schemas'
import { keysOf, valuesOf } from './curve.ts'
import { cutSteps, stepsIn } from './keyed-steps.ts'
import { refuse, type Findings } from '../resolve/problems.ts'

/** Of the corners of a picture, as a part of its shorter side; where it changes, one after the other. */
export type BorderRadius = number | readonly RadiusStep[]
export interface RadiusStep {
  readonly frameCount: number
  readonly radius: number
}

/** Each is drawn once, which takes a second and a half of a processor in 1080p. */
const mostDrawn = 64
/** Into so many parts of its range it is divided, where there would be more. */
const divisions = [Infinity, 63, 31, 15, 7]
const mostRadius = 0.5

/** Nothing where there are no round corners, or keyframes that cannot be, which is reported. */
export function borderRadiusOf(
  given: Animated | undefined,
  pointer: string,
  frameCount: number,
  rate: Rational,
  findings: Findings,
): { readonly borderRadius?: BorderRadius } {
  if (given === undefined || given === 0) return {}
  if (typeof given === 'number') return { borderRadius: given }
  const place = `${pointer}/borderRadius`
  const before = findings.problems.length
  const values = valuesOf(keysOf(given, place, rate, findings), frameCount).map((one) =>
    Number(Math.min(mostRadius, Math.max(0, one)).toFixed(6)),
  )
  if (findings.problems.length > before) return {}
  const steps = divisions
    .map((parts) => stepsIn([{ key: 'radius', values }], frameCount, parts))
    .find(({ length }) => length <= mostDrawn)
  if (steps === undefined) {
    const message = 'it goes up and down too often'
    const remedy = `Use fewer keyframes, or "hold" between them: ${mostDrawn} steps at most.`
    refuse(findings, 'KEYFRAMES_TOO_MANY', place, message, remedy)
    return {}
  }
  return joined(steps.map(({ frameCount, values }) => ({ frameCount, radius: values[0]?.[1] ?? 0 })))
}

/** What is one radius all the time is that, and no steps. */
function joined(steps: readonly RadiusStep[]): { readonly borderRadius?: BorderRadius } {
  const [only, ...others] = steps
  if (only === undefined || others.length > 0) return { borderRadius: steps }
  return only.radius === 0 ? {} : { borderRadius: only.radius }
}

/** So many frames of it from one on. */
export function cutBorderRadius(
  radius: BorderRadius | undefined,
  firstFrame: number,
  frameCount: number,
): { readonly borderRadius?: BorderRadius } {
  if (radius === undefined) return {}
  if (typeof radius === 'number') return { borderRadius: radius }
  return joined(cutSteps(radius, firstFrame, frameCount))
}
