import { Type, type Static } from 'typebox'
import { Animated } from './edit-easing.ts'
import { OneOf, Strict } from './strict.ts'

const Share = (side: string) =>
  Type.Optional(Animated({ minimum: 0, maximum: 0.99, default: 0, description: `Of its ${side}` }))

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

const Position = (what: string) =>
  Strict(
    {
      x: Animated({ minimum: -4, maximum: 5, description: 'From 0, the left edge, to 1' }),
      y: Animated({ minimum: -4, maximum: 5, description: 'From 0, the upper edge, to 1' }),
    },
    {
      default: { x: 0.5, y: 0.5 },
      description: `${what}, in fractions of the canvas: {"x": 0, "y": 0} is its upper left corner, {"x": 1, "y": 1} its lower right one`,
    },
  )
const Scale = (description: string) =>
  Type.Optional(Animated({ minimum: 0.01, ofKeyframe: 0, maximum: 8, default: 1, description }))
const turning = {
  rotation: Type.Optional(
    Animated({ minimum: -36_000, maximum: 36_000, default: 0, description: 'Degrees, clockwise' }),
  ),
  opacity: Type.Optional(
    Animated({ minimum: 0, maximum: 1, default: 1, description: '0 is not seen, 1 hides what is behind it' }),
  ),
}

/** Where a picture stands on the canvas, how large, and how it is turned. */
export const placing = {
  position: Type.Optional(Position("Where the clip's anchor stands")),
  anchor: Type.Optional(
    Strict(
      { x: Type.Number({ minimum: -4, maximum: 5 }), y: Type.Number({ minimum: -4, maximum: 5 }) },
      {
        default: { x: 0.5, y: 0.5 },
        description: 'The point of the picture that stands at position, and that it turns and grows about',
      },
    ),
  ),
  scale: Scale('Size of the box that the picture is fitted into, as a fraction of the canvas'),
  ...turning,
  borderRadius: Type.Optional(
    Animated({
      minimum: 0,
      maximum: 0.5,
      default: 0,
      description: 'Of the corners, as a part of the shorter side: 0.5 makes a circle of a square',
    }),
  ),
}

export const textPlacing = {
  position: Type.Optional(Position('Where the block of lines stands')),
  scale: Scale('Size of the text against what it is drawn in'),
  ...turning,
}

export const shapePlacing = {
  position: Type.Optional(Position('Where the middle of its box stands')),
  scale: Scale('Size of the shape against what its width and height say'),
  ...turning,
}

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
