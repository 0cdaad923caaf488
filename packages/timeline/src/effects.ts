import type {
  BlurEffect,
  ClipEffect,
  ColorEffect,
  EffectType,
  SharpenEffect,
  VignetteEffect,
} from '@framewright/schemas'
import { warn, type Findings } from './problems.ts'
import { frameLocal, type Reach } from './reach.ts'
import type { PictureClip } from './resolved-timeline.ts'

/** An effect with everything said that the edit left to its default. */
export type PlannedEffect = PlannedColor | PlannedBlur | PlannedSharpen | PlannedVignette

export type PlannedColor = Required<ColorEffect>
export type PlannedBlur = Required<BlurEffect>
export type PlannedSharpen = Required<SharpenEffect>
export type PlannedVignette = Required<VignetteEffect>

export interface EffectKind {
  readonly reach: Reach
  /** What it costs to do it to a pixel, against encoding one of H.264. */
  readonly weight: number
}

export const effectKinds: Readonly<Record<EffectType, EffectKind>> = {
  color: { reach: frameLocal, weight: 0.05 },
  blur: { reach: frameLocal, weight: 3 },
  sharpen: { reach: frameLocal, weight: 1 },
  vignette: { reach: frameLocal, weight: 0.2 },
}

/** In their order. What changes nothing is left out, so that it makes no other plan than not being there. */
export function resolveEffects(
  effects: readonly ClipEffect[] | undefined,
  pointer: string,
  findings: Findings,
): PlannedEffect[] {
  return (effects ?? []).flatMap((effect, at) => {
    const planned = planEffect(effect)
    if (!isNeutral(planned)) return [planned]
    warn(findings, 'EFFECT_CHANGES_NOTHING', `${pointer}/effects/${at}`, 'with these values it does nothing')
    return []
  })
}

function planEffect(effect: ClipEffect): PlannedEffect {
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
  }
}

function isNeutral(effect: PlannedEffect): boolean {
  switch (effect.type) {
    case 'color': {
      const { brightness, contrast, saturation, gamma } = effect
      return brightness === 0 && contrast === 1 && saturation === 1 && gamma === 1
    }
    case 'blur':
      return false
    case 'sharpen':
      return effect.amount === 0
    case 'vignette':
      return effect.strength === 0
  }
}

/** What the effects of clips cost; the unit is that of `workOf`. What is done to a still is done once. */
export function effectWork(clips: readonly PictureClip[]): number {
  return clips.reduce((sum, clip) => {
    if (clip.kind === 'text') return sum
    const { effects = [], placement, startFrame, endFrame } = clip
    const frames = clip.kind === 'image' ? 1 : endFrame - startFrame
    const weight = effects.reduce((total, { type }) => total + effectKinds[type].weight, 0)
    return sum + weight * placement.width * placement.height * frames
  }, 0)
}
