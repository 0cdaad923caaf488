import { Type } from 'typebox'
import { Animated } from './edit-easing.ts'

/** Of every effect. */
export const mixing = {
  mix: Type.Optional(
    Animated({
      minimum: 0,
      maximum: 1,
      default: 1,
      description: 'How much of it is seen: 0 is the picture as it was, 0.5 is half of both',
    }),
  ),
}
