import type {
  AssetFacts,
  BlurEffect,
  ChromaKeyEffect,
  ClipEffect,
  ColorEffect,
  EffectType,
  GradeEffect,
  GrainEffect,
  LutEffect,
  PixelateEffect,
  SharpenEffect,
  VignetteEffect,
} from '@framewright/schemas'
import { gradeKinds, isNeutralGrade, planGrade, type PlannedGrade } from './grades.ts'
import { planLut, type PlannedLut } from './luts.ts'
import { refuse, warn, type Findings } from '../resolve/problems.ts'
import { frameLocal, type Reach } from '../reach.ts'
import type { PictureClip } from '../resolved-timeline.ts'

/** An effect with everything said that the edit left to its default. */
export type PlannedEffect =
  | PlannedLut
  | PlannedColor
  | PlannedBlur
  | PlannedSharpen
  | PlannedVignette
  | PlannedChromaKey
  | PlannedPixelate
  | PlannedGrain
  | PlannedGrade

export type PlannedColor = Required<ColorEffect>
export type PlannedBlur = Required<BlurEffect>
export type PlannedSharpen = Required<SharpenEffect>
export type PlannedVignette = Required<VignetteEffect>
/** Its colour is `rrggbb`. */
export type PlannedChromaKey = Required<ChromaKeyEffect>

export type PlannedPixelate = Required<PixelateEffect>
export type PlannedGrain = Required<GrainEffect> & {
  /** Of the film, where a slice of it begins after its first one. */
  readonly firstFrame?: number
}

export interface EffectKind {
  readonly reach: Reach
  /** Whether something may be seen through what it is done to. */
  readonly makesTransparent: boolean
  /** Whether it makes each frame of a still another one. */
  readonly isMoving?: true
  /** What it costs to do it to a pixel, against encoding one of H.264. */
  readonly weight: number
}

export const effectKinds: Readonly<Record<EffectType, EffectKind>> = {
  color: { reach: frameLocal, makesTransparent: false, weight: 0.05 },
  blur: { reach: frameLocal, makesTransparent: false, weight: 3 },
  sharpen: { reach: frameLocal, makesTransparent: false, weight: 1 },
  vignette: { reach: frameLocal, makesTransparent: false, weight: 0.2 },
  lut: { reach: frameLocal, makesTransparent: false, weight: 1.5 },
  'chroma-key': { reach: frameLocal, makesTransparent: true, weight: 0.5 },
  pixelate: { reach: frameLocal, makesTransparent: false, weight: 0.5 },
  grain: { reach: frameLocal, makesTransparent: false, isMoving: true, weight: 1 },
  ...gradeKinds,
}

/** Of 255: the strongest part of a colour that is keyed has so much more than its weakest. */
const leastKeySpread = 48

/** In their order. What changes nothing is left out, so that it makes no other plan than not being there. */
export function resolveEffects(
  effects: readonly ClipEffect[] | undefined,
  pointer: string,
  { assets, findings }: { readonly assets: ReadonlyMap<string, AssetFacts>; readonly findings: Findings },
): PlannedEffect[] {
  return (effects ?? []).flatMap((effect, at) => {
    const place = `${pointer}/effects/${at}`
    const planned = isGrade(effect)
      ? planGrade(effect, place, findings)
      : effect.type === 'lut'
        ? planLut(effect, place, assets, findings)
        : planEffect(effect)
    if (planned === null) return []
    if (planned.type === 'chroma-key') checkKeyColor(planned, `${place}/color`, findings)
    if (!isNeutral(planned)) return [planned]
    warn(findings, 'EFFECT_CHANGES_NOTHING', place, 'with these values it does nothing')
    return []
  })
}

function isGrade<E extends { readonly type: string }>(
  effect: E,
): effect is Extract<E, { type: GradeEffect['type'] }> {
  return effect.type in gradeKinds
}

function planEffect(effect: Exclude<ClipEffect, LutEffect | GradeEffect>): PlannedEffect {
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
    case 'grain': {
      const { type, strength = 0.3, size = 1, color = false, seed = 0 } = effect
      return { type, strength, size, color, seed }
    }
  }
}

function isNeutral(effect: PlannedEffect): boolean {
  if (isGrade(effect)) return isNeutralGrade(effect)
  switch (effect.type) {
    case 'color': {
      const { brightness, contrast, saturation, gamma } = effect
      return brightness === 0 && contrast === 1 && saturation === 1 && gamma === 1
    }
    case 'blur':
    case 'chroma-key':
    case 'pixelate':
      return false
    case 'sharpen':
      return effect.amount === 0
    case 'vignette':
    case 'lut':
    case 'grain':
      return effect.strength === 0
  }
}

/** Which of them is the first that makes each frame of a still another one; their number, where none does. */
export function firstMoving(effects: readonly PlannedEffect[]): number {
  const at = effects.findIndex(({ type }) => effectKinds[type].isMoving)
  return at < 0 ? effects.length : at
}

/** Those of a film, for what is left of it from a frame on. */
export const effectsFrom = (effects: readonly PlannedEffect[], frame: number): PlannedEffect[] =>
  effects.map((effect) =>
    effect.type === 'grain' && frame > 0
      ? { ...effect, firstFrame: (effect.firstFrame ?? 0) + frame }
      : effect,
  )

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
      clip.kenBurns !== undefined ||
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
  const weight = effects.reduce((sum, { type }) => sum + effectKinds[type].weight, 0)
  return weight * size.width * size.height * frameCount
}
