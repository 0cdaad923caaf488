import type {
  AssetFacts,
  BlurEffect,
  ChromaKeyEffect,
  ColorEffect,
  DenoiseEffect,
  EffectType,
  GradeEffect,
  GlowEffect,
  GrainEffect,
  LutEffect,
  PixelateEffect,
  Rational,
  SharpenEffect,
  VideoEffect,
  VignetteEffect,
} from '@framewright/schemas'
import { gradeKinds, isNeutralGrade, planGrade, type PlannedGrade } from './grades.ts'
import {
  cutKeyed,
  planKeyed,
  type PlannedMix,
  type PlannedSteps,
  type StillEffect,
  type StillOf,
} from './keyed-effects.ts'
import { movedOverSize } from './moving-crop.ts'
import { planLut, type PlannedLut } from './luts.ts'
import { planStabilize, type PlannedStabilize } from './stabilize.ts'
import { refuse, warn, type Findings } from '../resolve/problems.ts'
import { frameLocal, type Reach } from '../reach.ts'
import type { PictureClip } from '../resolved-timeline.ts'

export type PlannedEffect = PlainEffect | PlannedStabilize | PlannedSteps | PlannedMix

/** An effect with everything said that the edit left to its default, and the same at all times. */
export type PlainEffect =
  | PlannedLut
  | PlannedColor
  | PlannedBlur
  | PlannedSharpen
  | PlannedVignette
  | PlannedChromaKey
  | PlannedPixelate
  | PlannedGrain
  | PlannedDenoise
  | PlannedGlow
  | PlannedGrade

export type PlannedColor = Required<StillOf<ColorEffect>>
export type PlannedBlur = Required<StillOf<BlurEffect>>
export type PlannedSharpen = Required<StillOf<SharpenEffect>>
export type PlannedVignette = Required<StillOf<VignetteEffect>>
/** Its colour is `rrggbb`. */
export type PlannedChromaKey = Required<StillOf<ChromaKeyEffect>>

export type PlannedPixelate = Required<StillOf<PixelateEffect>>
export type PlannedGrain = Required<StillOf<GrainEffect>> & {
  /** Of the film, where a slice of it begins after its first one. */
  readonly firstFrame?: number
}

export type PlannedGlow = Required<StillOf<GlowEffect>>
export type PlannedDenoise = Required<StillOf<DenoiseEffect>>

export interface EffectKind {
  readonly reach: Reach
  /** Whether something may be seen through what it is done to. */
  readonly makesTransparent: boolean
  /** Whether it makes each frame of a still another one. */
  readonly isMoving?: true
  /** What it costs to do it to a pixel, against encoding one of H.264. */
  readonly weight: number
}

/** To mix what comes of an effect with what it was done to. */
const mixWeight = 0.5

export const effectKinds: Readonly<Record<EffectType, EffectKind>> = {
  color: { reach: frameLocal, makesTransparent: false, weight: 0.05 },
  blur: { reach: frameLocal, makesTransparent: false, weight: 3 },
  sharpen: { reach: frameLocal, makesTransparent: false, weight: 1 },
  vignette: { reach: frameLocal, makesTransparent: false, weight: 0.2 },
  lut: { reach: frameLocal, makesTransparent: false, weight: 1.5 },
  'chroma-key': { reach: frameLocal, makesTransparent: true, weight: 0.5 },
  pixelate: { reach: frameLocal, makesTransparent: false, weight: 0.5 },
  grain: { reach: frameLocal, makesTransparent: false, isMoving: true, weight: 1 },
  denoise: { reach: frameLocal, makesTransparent: false, weight: 4 },
  glow: { reach: frameLocal, makesTransparent: false, weight: 6 },
  // To be measured, and then moved as a transform is.
  stabilize: { reach: { kind: 'around' }, makesTransparent: false, isMoving: true, weight: 7 },
  ...gradeKinds,
}

/** Below this nobody sees a blur; keyframes go down to nothing. */
const leastSigma = 0.3

/** Of 255: the strongest part of a colour that is keyed has so much more than its weakest. */
const leastKeySpread = 48

export interface EffectsContext {
  readonly assets: ReadonlyMap<string, AssetFacts>
  readonly rate: Rational
  readonly findings: Findings
}

/**
 * In their order. What changes nothing is left out, so that it makes no other plan than not being there.
 *
 * @param frameCount of what they are done to; times of keyframes are counted from its first frame
 */
export function resolveEffects(
  effects: readonly VideoEffect[] | undefined,
  pointer: string,
  { assets, rate, findings }: EffectsContext,
  frameCount: number,
): PlannedEffect[] {
  return (effects ?? []).flatMap((effect, at) => {
    const place = `${pointer}/effects/${at}`
    const before = findings.problems.length
    const planned =
      effect.type === 'stabilize'
        ? planStabilize(effect, place, { rate, findings, frameCount })
        : planKeyed(effect, place, { rate, findings, frameCount }, (still) =>
            plainEffect(still, place, assets, findings),
          )
    if (planned !== null) return [planned]
    if (findings.problems.length === before)
      warn(findings, 'EFFECT_CHANGES_NOTHING', place, 'with these values it does nothing')
    return []
  })
}

/** Null where it changes nothing, or cannot be done, which is reported. */
function plainEffect(
  effect: StillEffect,
  place: string,
  assets: EffectsContext['assets'],
  findings: Findings,
): PlainEffect | null {
  const planned = isGrade(effect)
    ? planGrade(effect, place, findings)
    : effect.type === 'lut'
      ? planLut(effect, place, assets, findings)
      : planEffect(effect)
  if (planned === null) return null
  if (planned.type === 'chroma-key') checkKeyColor(planned, `${place}/color`, findings)
  return isNeutral(planned) ? null : planned
}

function isGrade<E extends { readonly type: string }>(
  effect: E,
): effect is Extract<E, { type: GradeEffect['type'] }> {
  return effect.type in gradeKinds
}

function planEffect(
  effect: Exclude<StillEffect, { type: LutEffect['type'] | GradeEffect['type'] }>,
): PlainEffect {
  switch (effect.type) {
    case 'color': {
      const { type, brightness = 0, contrast = 1, saturation = 1, gamma = 1 } = effect
      return { type, brightness, contrast, saturation, gamma }
    }
    case 'blur':
      return { type: effect.type, sigma: effect.sigma }
    case 'sharpen':
      return { type: effect.type, amount: effect.amount ?? 1 }
    case 'vignette':
      return { type: effect.type, strength: effect.strength ?? 0.5 }
    case 'chroma-key': {
      const { type, color = '#00ff00', similarity = 0.25, softness = 0.1, spill = 0.5 } = effect
      return { type, color: color.slice(1).toLowerCase(), similarity, softness, spill }
    }
    case 'pixelate':
      return { type: effect.type, size: effect.size }
    case 'denoise':
      return { type: effect.type, strength: effect.strength ?? 0.3 }
    case 'glow': {
      const { type, threshold = 0.7, radius = 20, intensity = 1 } = effect
      return { type, threshold, radius, intensity }
    }
    case 'grain': {
      const { type, strength = 0.3, size = 1, color = false, seed = 0 } = effect
      return { type, strength, size, color, seed }
    }
  }
}

function isNeutral(effect: PlainEffect): boolean {
  if (isGrade(effect)) return isNeutralGrade(effect)
  switch (effect.type) {
    case 'color': {
      const { brightness, contrast, saturation, gamma } = effect
      return brightness === 0 && contrast === 1 && saturation === 1 && gamma === 1
    }
    case 'blur':
      return effect.sigma < leastSigma
    case 'chroma-key':
    case 'pixelate':
      return false
    case 'glow':
      return effect.intensity === 0
    case 'sharpen':
      return effect.amount === 0
    case 'vignette':
    case 'lut':
    case 'grain':
    case 'denoise':
      return effect.strength === 0
  }
}

/** Which of those of the schema it is, whether or not it changes. */
export function typeOf(effect: PlannedEffect): EffectType {
  if (effect.type === 'steps') return effect.of
  return effect.type === 'mix' ? typeOf(effect.effect) : effect.type
}

/** What kind it is, whether or not it changes. */
export function kindOf(effect: PlannedEffect): EffectKind {
  if (effect.type === 'steps') return { ...effectKinds[effect.of], isMoving: true }
  if (effect.type !== 'mix') return effectKinds[effect.type]
  const kind = kindOf(effect.effect)
  const isMoving = typeof effect.share !== 'number' || kind.isMoving === true
  return { ...kind, weight: kind.weight + mixWeight, ...(isMoving ? { isMoving } : {}) }
}

/** Which of them is the first that makes each frame of a still another one; their number, where none does. */
export function firstMoving(effects: readonly PlannedEffect[]): number {
  const at = effects.findIndex((effect) => kindOf(effect).isMoving)
  return at < 0 ? effects.length : at
}

/** Whether it is told which of the frames it is done to; what changes is cut to those that are there. */
export const goesByNumber = (effect: PlannedEffect): boolean =>
  effect.type === 'grain' || (effect.type === 'mix' && effect.effect.type === 'grain')

/** Those of a film, in so many frames from one on. */
export const effectsFrom = (
  effects: readonly PlannedEffect[],
  frame: number,
  frameCount: number,
): PlannedEffect[] => cutEffects(effects, frame, frameCount).map((effect) => grainFrom(effect, frame))

/** Those of a clip, whose frames are counted by its part. */
export const cutEffects = (
  effects: readonly PlannedEffect[],
  firstFrame: number,
  frameCount: number,
): PlannedEffect[] =>
  effects.flatMap((effect): PlannedEffect[] => {
    if (effect.type !== 'steps' && effect.type !== 'mix') return [effect]
    const cut = cutKeyed(effect, firstFrame, frameCount)
    return cut === null ? [] : [cut]
  })

function grainFrom(effect: PlannedEffect, frame: number): PlannedEffect {
  if (frame === 0) return effect
  if (effect.type === 'grain') return { ...effect, firstFrame: (effect.firstFrame ?? 0) + frame }
  if (effect.type !== 'mix' || effect.effect.type !== 'grain') return effect
  const { firstFrame = 0 } = effect.effect
  return { ...effect, effect: { ...effect.effect, firstFrame: firstFrame + frame } }
}

/** A gray has no direction that colours could be told apart by, and would take all grays of the picture along. */
function checkKeyColor({ color }: PlannedChromaKey, pointer: string, findings: Findings): void {
  const parts = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
  if (Math.max(...parts) - Math.min(...parts) >= leastKeySpread) return
  refuse(
    findings,
    'KEY_COLOR_GRAY',
    pointer,
    `#${color} is a gray, or nearly one`,
    'Use the colour of a green or a blue screen, as it is in the picture.',
  )
}

/** What the effects of clips cost; the unit is that of `workOf`. What is done to a still is done once. */
export function effectWork(clips: readonly PictureClip[]): number {
  return clips.reduce((sum, clip) => {
    if (clip.kind === 'text') return sum
    const { effects = [], placement, startFrame, endFrame } = clip
    const isMoving =
      clip.kind === 'video' ||
      clip.kind === 'composition' ||
      movedOverSize(clip) !== undefined ||
      firstMoving(effects) < effects.length
    const frames = isMoving ? endFrame - startFrame : 1
    return sum + filmEffectWork(effects, placement, frames)
  }, 0)
}

export function filmEffectWork(
  effects: readonly PlannedEffect[],
  size: { readonly width: number; readonly height: number },
  frameCount: number,
): number {
  const weight = effects.reduce((sum, effect) => sum + kindOf(effect).weight, 0)
  return weight * size.width * size.height * frameCount
}
