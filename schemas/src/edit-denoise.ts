import { Type, type Static } from 'typebox'
import { Animated } from './edit-easing.ts'
import { mixing } from './edit-mixing.ts'
import { Strict } from './strict.ts'

export const DenoiseEffect = Strict({
  type: Type.Literal('denoise'),
  ...mixing,
  strength: Type.Optional(
    Animated({
      minimum: 0,
      maximum: 1,
      default: 0.3,
      description: 'For noise whose deviation is so many twentieths of the way from black to white',
    }),
  ),
})
export type DenoiseEffect = Static<typeof DenoiseEffect>
