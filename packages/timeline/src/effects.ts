import type { ClipEffect, EffectType } from '@framewright/schemas'
import { warn, type Findings } from './problems.ts'
import { frameLocal, type Reach } from './reach.ts'
import type { PictureClip } from './resolved-timeline.ts'

/** An effect with everything said that the edit left to its default. */
export type PlannedEffect = PlannedColor

export interface PlannedColor {
  readonly type: 'color'
  readonly brightness: number
  readonly contrast: number
  readonly saturation: number
  readonly gamma: number
}

export interface EffectKind {
  readonly reach: Reach
  /** What it costs to do it to a pixel, against encoding one of H.264. */
  readonly weight: number
}

export const effectKinds: Readonly<Record<EffectType, EffectKind>> = {
  color: { reach: frameLocal, weight: 0.05 },
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
  const { type, brightness = 0, contrast = 1, saturation = 1, gamma = 1 } = effect
  return { type, brightness, contrast, saturation, gamma }
}

function isNeutral({ brightness, contrast, saturation, gamma }: PlannedEffect): boolean {
  return brightness === 0 && contrast === 1 && saturation === 1 && gamma === 1
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
