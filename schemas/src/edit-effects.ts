import { Type, type Static } from 'typebox'
import { DenoiseEffect } from './edit-denoise.ts'
import { Animated } from './edit-easing.ts'
import { GlowEffect } from './edit-glow.ts'
import { gradeEffects } from './edit-grades.ts'
import { StabilizeEffect } from './edit-stabilize.ts'
import { GrainEffect, PixelateEffect } from './edit-stylize.ts'
import { mixing } from './edit-mixing.ts'
import { Strict, Uuid } from './strict.ts'

const Factor = (maximum: number, description: string) =>
  Type.Optional(Animated({ minimum: 0, maximum, default: 1, description }))

export const ColorEffect = Strict({
  type: Type.Literal('color'),
  ...mixing,
  brightness: Type.Optional(
    Animated({ minimum: -1, maximum: 1, default: 0, description: 'Is added: 1 makes black white' }),
  ),
  contrast: Factor(4, 'Stretches the values from mid grey on; 0 leaves nothing but grey'),
  saturation: Factor(4, '0 leaves black and white'),
  gamma: Type.Optional(
    Animated({
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
  ...mixing,
  sigma: Animated({
    minimum: 0.3,
    ofKeyframe: 0,
    maximum: 100,
    description: 'Standard deviation of the Gaussian, in pixels of the canvas',
  }),
})
export type BlurEffect = Static<typeof BlurEffect>

export const SharpenEffect = Strict({
  type: Type.Literal('sharpen'),
  ...mixing,
  amount: Type.Optional(
    Animated({
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
  ...mixing,
  strength: Type.Optional(
    Animated({
      minimum: 0,
      maximum: 0.99,
      default: 0.5,
      description: 'How much of the light is gone in the corners',
    }),
  ),
})
export type VignetteEffect = Static<typeof VignetteEffect>

const Share = (fallback: number, minimum: number, description: string) =>
  Type.Optional(Animated({ minimum, maximum: 1, default: fallback, description }))

export const ChromaKeyEffect = Strict({
  type: Type.Literal('chroma-key'),
  ...mixing,
  color: Type.Optional(
    Type.String({
      pattern: '^#[0-9a-fA-F]{6}$',
      default: '#00ff00',
      description: 'The colour of the screen, as #rrggbb',
    }),
  ),
  similarity: Share(
    0.25,
    0,
    'As far from the colour as this, all is transparent; red and green are 0.9 apart',
  ),
  softness: Share(0.1, 0.01, 'So much farther, nothing is'),
  spill: Share(0.5, 0, 'How much of the colour is taken out of what is left'),
})
export type ChromaKeyEffect = Static<typeof ChromaKeyEffect>

export const LutEffect = Strict({
  type: Type.Literal('lut'),
  ...mixing,
  asset: Type.String({ ...Uuid, description: 'A table of colours: a .cube that was uploaded' }),
  strength: Type.Optional(
    Animated({
      ...{ minimum: 0, maximum: 1, default: 1 },
      description: 'How much of it: 0 leaves the picture as it is',
    }),
  ),
})
export type LutEffect = Static<typeof LutEffect>

/** What can be done to the picture of a clip. `type` says which of them it is. */
export const ClipEffect = Type.Union([
  ColorEffect,
  BlurEffect,
  SharpenEffect,
  VignetteEffect,
  ChromaKeyEffect,
  LutEffect,
  PixelateEffect,
  GrainEffect,
  DenoiseEffect,
  GlowEffect,
  ...gradeEffects,
])
export type ClipEffect = Static<typeof ClipEffect>

/** What can be done to a video alone, as it goes by how it moves, as well. */
export const VideoEffect = Type.Union([...ClipEffect.anyOf, StabilizeEffect])
export type VideoEffect = Static<typeof VideoEffect>
export type EffectType = VideoEffect['type']

export const mostEffects = 16
export const ClipEffects = Type.Array(ClipEffect, {
  maxItems: mostEffects,
  description: 'Done one after the other to the picture of the clip, in the size in which it is shown',
})

export const VideoEffects = Type.Array(VideoEffect, {
  maxItems: mostEffects,
  description: 'Done one after the other to the picture of the clip, in the size in which it is shown',
})

export const TrackEffects = Type.Array(ClipEffect, {
  maxItems: mostEffects,
  description:
    'Done one after the other to what the clips of the track show, on its canvas and with their transitions',
})

/** What can be done to the whole film. Nothing is below it, so nothing of it is made transparent. */
export const FilmEffect = Type.Union([
  ColorEffect,
  BlurEffect,
  SharpenEffect,
  VignetteEffect,
  LutEffect,
  PixelateEffect,
  GrainEffect,
  DenoiseEffect,
  GlowEffect,
  ...gradeEffects,
])
export type FilmEffect = Static<typeof FilmEffect>

export const FilmEffects = Type.Array(FilmEffect, {
  maxItems: mostEffects,
  description: 'Done one after the other to the finished canvas, with all that is on it',
})
