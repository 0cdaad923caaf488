import { Type, type Static } from 'typebox'
import { Animated, Keyframe, mostKeyframes } from './edit-easing.ts'
import { mixing } from './edit-mixing.ts'
import { Strict } from './strict.ts'

export const PixelateEffect = Strict({
  type: Type.Literal('pixelate'),
  ...mixing,
  size: Type.Union(
    [
      Type.Integer({ minimum: 2, maximum: 128, multipleOf: 2 }),
      Type.Array(Keyframe(Type.Number({ minimum: 2, maximum: 128 })), {
        minItems: 1,
        maxItems: mostKeyframes,
      }),
    ],
    {
      description:
        'Of the blocks, in pixels of the canvas; even. Or keyframes of it, to the nearest even one',
    },
  ),
})
export type PixelateEffect = Static<typeof PixelateEffect>

export const GrainEffect = Strict({
  type: Type.Literal('grain'),
  ...mixing,
  strength: Type.Optional(
    Animated({
      minimum: 0,
      maximum: 1,
      default: 0.3,
      description: 'Of the middle tones: at 1, a tenth of the way from black to white',
    }),
  ),
  size: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 8,
      default: 1,
      description: 'Of the grains, in pixels of the canvas',
    }),
  ),
  color: Type.Optional(Type.Boolean({ default: false, description: 'Grain of colour as well as of luma' })),
  seed: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 65_535, default: 0, description: 'Another one is other grain' }),
  ),
})
export type GrainEffect = Static<typeof GrainEffect>
