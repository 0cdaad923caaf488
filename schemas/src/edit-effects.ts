import { Type, type Static } from 'typebox'
import { Strict } from './strict.ts'

const Factor = (maximum: number, description: string) =>
  Type.Optional(Type.Number({ minimum: 0, maximum, default: 1, description }))

export const ColorEffect = Strict({
  type: Type.Literal('color'),
  brightness: Type.Optional(
    Type.Number({ minimum: -1, maximum: 1, default: 0, description: 'Is added: 1 makes black white' }),
  ),
  contrast: Factor(4, 'Stretches the values from mid grey on; 0 leaves nothing but grey'),
  saturation: Factor(4, '0 leaves black and white'),
  gamma: Type.Optional(
    Type.Number({
      minimum: 0.1,
      maximum: 10,
      default: 1,
      description: 'Above 1, dark parts get lighter; black and white stay',
    }),
  ),
})
export type ColorEffect = Static<typeof ColorEffect>

export const BlurEffect = Strict({
  type: Type.Literal('blur'),
  sigma: Type.Number({
    minimum: 0.3,
    maximum: 100,
    description: 'Standard deviation of the Gaussian, in pixels of the canvas',
  }),
})
export type BlurEffect = Static<typeof BlurEffect>

export const SharpenEffect = Strict({
  type: Type.Literal('sharpen'),
  amount: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 5,
      default: 1,
      description: 'How much of what is finer than a pixel or two is added',
    }),
  ),
})
export type SharpenEffect = Static<typeof SharpenEffect>

export const VignetteEffect = Strict({
  type: Type.Literal('vignette'),
  strength: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 0.99,
      default: 0.5,
      description: 'How much of the light is gone in the corners',
    }),
  ),
})
export type VignetteEffect = Static<typeof VignetteEffect>

/** What can be done to the picture of a clip. `type` says which of them it is. */
export const ClipEffect = Type.Union([ColorEffect, BlurEffect, SharpenEffect, VignetteEffect])
export type ClipEffect = Static<typeof ClipEffect>
export type EffectType = ClipEffect['type']

export const mostEffects = 16
export const ClipEffects = Type.Array(ClipEffect, {
  maxItems: mostEffects,
  description: 'Done one after the other to the picture of the clip, in the size in which it is shown',
})
