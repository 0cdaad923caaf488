import { ClipEffect, type Animated, type Rational } from '@framewright/schemas'
import { curveThrough, keysOf, valuesOf, type Varying } from './curve.ts'
import type { EffectType } from '@framewright/schemas'
import { cutSteps, rangeOf, stepsIn, type KeyedNumber } from './keyed-steps.ts'
import type { PlainEffect } from './effects.ts'
import { refuse, type Findings } from '../resolve/problems.ts'

/** An effect whose numbers change: another one of its kind after the other, each for so many frames. */
export interface PlannedSteps {
  readonly type: 'steps'
  readonly of: EffectType
  /** Null is the picture as it was. */
  readonly steps: readonly { readonly frameCount: number; readonly effect: PlainEffect | null }[]
}

/** So much of an effect, from 0 to 1, and the rest of the picture as it was. */
export interface PlannedMix {
  readonly type: 'mix'
  readonly share: Varying
  readonly effect: PlainEffect | PlannedSteps
}

type Keyframes = Exclude<Animated, number>
export type StillOf<E> = E extends unknown ? { [K in keyof Omit<E, 'mix'>]: Exclude<E[K], Keyframes> } : never
/** An effect at one of its frames. */
export type StillEffect = StillOf<ClipEffect>

/** Numbers by which all that an effect changes grows alike: where they change, so much of the strongest is mixed in. */
const linear: Partial<Record<EffectType, string>> = {
  ...{ sharpen: 'amount', lut: 'strength', grain: 'strength' },
  ...{ grayscale: 'amount', sepia: 'amount', invert: 'amount', duotone: 'amount' },
}

/** Each is a chain of filters of its own. */
const mostSteps = 150
/** Fewer of what is tables of two values: one in ten bits takes two megabytes, and half a second to fill. */
const mostStepsOf: Partial<Record<EffectType, number>> = { 'chroma-key': 33 }
/** Into so many parts of its range a number is divided, where there would be more steps. */
const divisions = [Infinity, 128, 64, 32, 16, 8]
const mostShareOff = 1 / 1024

interface KeyedContext {
  readonly rate: Rational
  readonly findings: Findings
  /** Of what the effect is done to; times are seconds after the first of them. */
  readonly frameCount: number
}

/** Null where it changes nothing, or cannot be done, which is reported. */
export function planKeyed(
  { mix = 1, ...effect }: ClipEffect,
  pointer: string,
  context: KeyedContext,
  planned: (still: StillEffect) => PlainEffect | null,
): PlainEffect | PlannedSteps | PlannedMix | null {
  const before = context.findings.problems.length
  const curves = Object.entries(effect)
    .filter((entry): entry is [string, Keyframes] => isKeyframes(entry[1]))
    .map(([key, value]) => ({ key, values: valuesAt(effect.type, key, value, pointer, context) }))
  const shares = valuesAt(effect.type, 'mix', mix, pointer, context)
  if (context.findings.problems.length > before) return null
  const grown = curves.find(({ key }) => linear[effect.type] === key)
  const most = grown === undefined ? 1 : rangeOf(grown.values).most
  const still = grown === undefined ? effect : { ...effect, [grown.key]: most }
  const stepped = curves.filter((curve) => curve !== grown)
  const whole =
    stepped.length > 0 ? stepsOf(still, stepped, pointer, context, planned) : planned(still as StillEffect)
  if (whole === null || most === 0) return null
  const share = curveThrough(
    shares.map((one, at) => (one * (grown?.values[at] ?? most)) / most),
    mostShareOff,
  )
  return share === 0 ? null : share === 1 ? whole : { type: 'mix', share, effect: whole }
}

/** Points of a curve of colours have no time. */
const isKeyframes = (value: unknown): value is Keyframes =>
  Array.isArray(value) && value.some((one) => typeof one === 'object' && one !== null && 'time' in one)

/** On each frame, within what the schema lets a keyframe have: an easing may go beyond its ends. */
function valuesAt(
  type: EffectType,
  key: string,
  value: Animated,
  pointer: string,
  { rate, findings, frameCount }: KeyedContext,
): Float64Array {
  if (typeof value === 'number') return new Float64Array(Math.max(1, frameCount)).fill(value)
  const { minimum, maximum } = limitsOf(type, key)
  return valuesOf(keysOf(value, `${pointer}/${key}`, rate, findings), frameCount).map((one) => {
    const within = Math.min(maximum, Math.max(minimum, one))
    if (type === 'pixelate' && key === 'size') return 2 * Math.round(within / 2)
    return key === 'steps' ? Math.round(within) : Number(within.toFixed(6))
  })
}

interface Limited {
  readonly minimum?: number
  readonly maximum?: number
  readonly anyOf?: readonly { readonly items?: { readonly properties: { readonly value: Limited } } }[]
}

function limitsOf(type: EffectType, key: string): { readonly minimum: number; readonly maximum: number } {
  const schema = ClipEffect.anyOf.find(({ properties }) => properties.type.const === type)
  const property = (schema?.properties as Readonly<Record<string, Limited>> | undefined)?.[key]
  const keyframe = property?.anyOf?.find(({ items }) => items !== undefined)?.items?.properties.value
  const { minimum = -Infinity, maximum = Infinity } = keyframe ?? {}
  return { minimum, maximum }
}

function stepsOf(
  effect: Omit<ClipEffect, 'mix'>,
  numbers: readonly KeyedNumber[],
  pointer: string,
  { findings, frameCount }: KeyedContext,
  planned: (still: StillEffect) => PlainEffect | null,
): PlainEffect | PlannedSteps | null {
  const most = mostStepsOf[effect.type] ?? mostSteps
  const steps = divisions
    .map((parts) => stepsIn(numbers, frameCount, parts))
    .find(({ length }) => length <= most)
  if (steps === undefined) {
    const message = 'its numbers go up and down too often'
    const remedy = `Use fewer keyframes, "hold" between them, or keyframes of "mix": ${most} steps at most.`
    refuse(findings, 'KEYFRAMES_TOO_MANY', pointer, message, remedy)
    return null
  }
  const before = findings.problems.length
  const made = steps.map(({ values, frameCount }) => ({
    frameCount,
    effect:
      findings.problems.length > before
        ? null
        : planned({ ...effect, ...Object.fromEntries(values) } as StillEffect),
  }))
  return joined({ type: 'steps', of: effect.type, steps: made })
}

/** What is one effect all the time is that, and no steps. */
function joined(planned: PlannedSteps): PlainEffect | PlannedSteps | null {
  if (planned.steps.every(({ effect }) => effect === null)) return null
  const [only, ...others] = planned.steps
  return only !== undefined && others.length === 0 ? only.effect : planned
}

/** So many frames of it from one on, counted from there. */
export function cutKeyed(
  effect: PlannedSteps | PlannedMix,
  firstFrame: number,
  frameCount: number,
): PlainEffect | PlannedSteps | PlannedMix | null {
  if (effect.type === 'steps')
    return joined({ ...effect, steps: cutSteps(effect.steps, firstFrame, frameCount) })
  const share = cutCurve(effect.share, firstFrame, frameCount)
  const inner =
    effect.effect.type === 'steps' ? cutKeyed(effect.effect, firstFrame, frameCount) : effect.effect
  if (inner === null || inner.type === 'mix' || share === 0) return null
  return { type: 'mix', share, effect: inner }
}

/** Its chords stay whole, so that each frame has the value that it had. */
function cutCurve(curve: Varying, firstFrame: number, frameCount: number): Varying {
  if (typeof curve === 'number') return curve
  const last = firstFrame + frameCount - 1
  const from = Math.max(
    0,
    curve.findLastIndex(([frame]) => frame <= firstFrame),
  )
  const to = curve.findIndex(([frame]) => frame >= last)
  const kept = curve.slice(from, to < 0 ? undefined : to + 1)
  if (kept.every(([, value]) => value === kept[0]?.[1])) return kept[0]?.[1] ?? 0
  return kept.map(([frame, value]) => [frame - firstFrame, value] as const)
}
