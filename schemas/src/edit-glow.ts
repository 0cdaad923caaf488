import { Type, type Static } from 'typebox'
import { Animated } from './edit-easing.ts'
import { mixing } from './edit-mixing.ts'
import { Strict } from './strict.ts'

export const GlowEffect = Strict({
  type: Type.Literal('glow'),
  ...mixing,
  threshold: Type.Optional(
    Animated({
      minimum: 0,
      maximum: 0.99,
      default: 0.7,
      description: 'Of each of red, green and blue, what is above it gives light',
    }),
  ),
  radius: Type.Optional(
    Animated({
      minimum: 1,
      maximum: 200,
      default: 20,
      description:
        'How far the light spreads, in pixels of the canvas: two standard deviations of a Gaussian',
    }),
  ),
  intensity: Type.Optional(
    Animated({ minimum: 0, maximum: 4, default: 1, description: 'How strong the light is' }),
  ),
})
export type GlowEffect = Static<typeof GlowEffect>
