import { Type, type Static } from 'typebox'
import { OneOf, Strict } from './strict.ts'

export const StabilizeEffect = Strict({
  type: Type.Literal('stabilize'),
  smoothing: Type.Optional(
    Type.Number({
      minimum: 0.1,
      maximum: 5,
      default: 1,
      description: 'Seconds before and after each frame over which the way of the camera is made even',
    }),
  ),
  zoom: Type.Optional(
    Type.Number({
      minimum: 1,
      maximum: 2,
      default: 1.1,
      description:
        'How much larger the picture is made, so that it can be moved and its edges stay out of sight',
    }),
  ),
  edges: Type.Optional(
    OneOf(['hide', 'mirror', 'black'] as const, {
      default: 'hide',
      description:
        '"hide": it is moved no farther than the zoom allows; else a tenth of its sides farther, and this is seen beyond its edges',
    }),
  ),
})
export type StabilizeEffect = Static<typeof StabilizeEffect>
