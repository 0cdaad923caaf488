import { Type, type Static } from 'typebox'
import { Easing } from './edit-easing.ts'
import { Strict } from './strict.ts'

const Side = (edges: string) =>
  Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: edges }))

const View = Strict(
  {
    x: Side('0 is at the left edge of the picture, 1 at its right one'),
    y: Side('0 is at the upper edge of the picture, 1 at its lower one'),
    zoom: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 8,
        default: 1,
        description: 'So many times as large as it is fitted',
      }),
    ),
  },
  { description: 'The part of the picture that is seen: as object-position in CSS says, and how near' },
)

/** A slow move over a picture, from its first frame to its last one. */
export const KenBurns = Strict({ from: View, to: View, easing: Type.Optional(Easing) })
export type KenBurns = Static<typeof KenBurns>
