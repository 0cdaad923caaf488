import { Type, type Static } from 'typebox'
import { OneOf, Strict } from './strict.ts'

const Share = (side: string) =>
  Type.Optional(Type.Number({ minimum: 0, maximum: 0.99, default: 0, description: `Of its ${side}` }))

export const Crop = Strict(
  { left: Share('width'), top: Share('height'), right: Share('width'), bottom: Share('height') },
  { description: 'How much of the source is cut off at each side, before it is fitted' },
)
export type Crop = Static<typeof Crop>

export const flips = ['horizontal', 'vertical', 'both'] as const
export type Flip = (typeof flips)[number]

/** Those of W3C's "Compositing and Blending", and two that are plain arithmetic. */
export const blendModes = [
  'normal',
  'multiply',
  'screen',
  'overlay',
  'darken',
  'lighten',
  'color-dodge',
  'color-burn',
  'hard-light',
  'soft-light',
  'difference',
  'exclusion',
  'add',
  'subtract',
] as const
export type BlendMode = Exclude<(typeof blendModes)[number], 'normal'>

/** How a picture is laid on what is below it. */
export const blending = {
  blend: Type.Optional(
    OneOf(blendModes, {
      default: 'normal',
      description: 'How its colours go together with those below it: the words of the CSS mix-blend-mode',
    }),
  ),
}

/** What is done to the picture of a source before it is fitted into its box. */
export const cutting = {
  crop: Type.Optional(Crop),
  flip: Type.Optional(
    OneOf(flips, { description: 'As in a mirror: left and right, top and bottom, or both' }),
  ),
}
