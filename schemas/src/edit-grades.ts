import { Type, type Static } from 'typebox'
import { Animated, Keyframe, mostKeyframes } from './edit-easing.ts'
import { mixing } from './edit-mixing.ts'
import { Strict } from './strict.ts'

/** Effects that make a colour of a colour, wherever it stands in the picture. */

const Amount = (fallback: number, minimum: number, description: string) =>
  Type.Optional(Type.Number({ minimum, maximum: 1, default: fallback, description }))
const AnimatedAmount = (fallback: number, minimum: number, description: string) =>
  Type.Optional(Animated({ minimum, maximum: 1, default: fallback, description }))
const PlainColor = (fallback: string, description: string) =>
  Type.Optional(Type.String({ pattern: '^#[0-9a-fA-F]{6}$', default: fallback, description }))

export const WhiteBalanceEffect = Strict({
  type: Type.Literal('white-balance'),
  ...mixing,
  temperature: AnimatedAmount(0, -1, 'Warmer (more red, less blue) above 0, colder below'),
  tint: AnimatedAmount(0, -1, 'Towards magenta above 0, towards green below'),
})
export type WhiteBalanceEffect = Static<typeof WhiteBalanceEffect>

export const ExposureEffect = Strict({
  type: Type.Literal('exposure'),
  ...mixing,
  stops: Animated({ minimum: -5, maximum: 5, description: 'Each of them is twice the light' }),
})
export type ExposureEffect = Static<typeof ExposureEffect>

export const ToneEffect = Strict({
  type: Type.Literal('tone'),
  ...mixing,
  highlights: AnimatedAmount(0, -1, 'Of what is light: above 0 lighter, below 0 darker'),
  shadows: AnimatedAmount(0, -1, 'Of what is dark: above 0 lighter, below 0 darker'),
})
export type ToneEffect = Static<typeof ToneEffect>

const levels = {
  inBlack: Amount(0, 0, 'What becomes black'),
  inWhite: Amount(1, 0, 'What becomes white'),
  gamma: Type.Optional(
    Type.Number({ minimum: 0.1, maximum: 10, default: 1, description: 'Above 1, the middle gets lighter' }),
  ),
  outBlack: Amount(0, 0, 'What black becomes'),
  outWhite: Amount(1, 0, 'What white becomes'),
}
export const ChannelLevels = Strict(levels)
export type ChannelLevels = Static<typeof ChannelLevels>

export const LevelsEffect = Strict({
  type: Type.Literal('levels'),
  ...mixing,
  inBlack: AnimatedAmount(0, 0, 'What becomes black'),
  inWhite: AnimatedAmount(1, 0, 'What becomes white'),
  gamma: Type.Optional(
    Animated({ minimum: 0.1, maximum: 10, default: 1, description: 'Above 1, the middle gets lighter' }),
  ),
  outBlack: AnimatedAmount(0, 0, 'What black becomes'),
  outWhite: AnimatedAmount(1, 0, 'What white becomes'),
  red: Type.Optional(ChannelLevels),
  green: Type.Optional(ChannelLevels),
  blue: Type.Optional(ChannelLevels),
})
export type LevelsEffect = Static<typeof LevelsEffect>

const CurvePoint = Strict({
  x: Type.Number({ minimum: 0, maximum: 1, description: 'What goes in' }),
  y: Type.Number({ minimum: 0, maximum: 1, description: 'What comes out' }),
})
const ColorCurve = (of: string) =>
  Type.Optional(
    Type.Array(CurvePoint, {
      minItems: 2,
      maxItems: 32,
      description: `${of}: smooth through these points, level before the first and after the last`,
    }),
  )
export const CurvesEffect = Strict({
  type: Type.Literal('curves'),
  ...mixing,
  master: ColorCurve('Of all three, after their own'),
  red: ColorCurve('Of red'),
  green: ColorCurve('Of green'),
  blue: ColorCurve('Of blue'),
})
export type CurvesEffect = Static<typeof CurvesEffect>

export const HueEffect = Strict({
  type: Type.Literal('hue'),
  ...mixing,
  degrees: Animated({
    minimum: -360,
    maximum: 360,
    description: 'From red towards yellow, as in CSS; black, white and grays stay',
  }),
})
export type HueEffect = Static<typeof HueEffect>

export const VibranceEffect = Strict({
  type: Type.Literal('vibrance'),
  ...mixing,
  amount: Animated({
    minimum: -1,
    maximum: 1,
    description: 'Saturation for colours that have little of it',
  }),
})
export type VibranceEffect = Static<typeof VibranceEffect>

export const GrayscaleEffect = Strict({
  type: Type.Literal('grayscale'),
  ...mixing,
  amount: AnimatedAmount(1, 0, 'How much of the colour is gone'),
})
export type GrayscaleEffect = Static<typeof GrayscaleEffect>

export const SepiaEffect = Strict({
  type: Type.Literal('sepia'),
  ...mixing,
  amount: AnimatedAmount(1, 0, 'How much of it: 0 leaves the picture as it is'),
})
export type SepiaEffect = Static<typeof SepiaEffect>

export const InvertEffect = Strict({
  type: Type.Literal('invert'),
  ...mixing,
  amount: AnimatedAmount(1, 0, 'How much of it: 1 is a negative, 0.5 is gray'),
})
export type InvertEffect = Static<typeof InvertEffect>

export const DuotoneEffect = Strict({
  type: Type.Literal('duotone'),
  ...mixing,
  shadows: PlainColor('#000000', 'What black becomes, as #rrggbb'),
  highlights: PlainColor('#ffffff', 'What white becomes; what lies between is mixed of both'),
  amount: AnimatedAmount(1, 0, 'How much of it: 0 leaves the picture as it is'),
})
export type DuotoneEffect = Static<typeof DuotoneEffect>

export const PosterizeEffect = Strict({
  type: Type.Literal('posterize'),
  ...mixing,
  steps: Type.Union(
    [
      Type.Integer({ minimum: 2, maximum: 64 }),
      Type.Array(Keyframe(Type.Number({ minimum: 2, maximum: 64 })), {
        minItems: 1,
        maxItems: mostKeyframes,
      }),
    ],
    {
      description:
        'So many values are left of red, of green and of blue; or keyframes of it, to the nearest whole one',
    },
  ),
})
export type PosterizeEffect = Static<typeof PosterizeEffect>

export const ThresholdEffect = Strict({
  type: Type.Literal('threshold'),
  ...mixing,
  level: AnimatedAmount(0.5, 0, 'Luma from here on is white, what is below it black'),
})
export type ThresholdEffect = Static<typeof ThresholdEffect>

export const gradeEffects = [
  WhiteBalanceEffect,
  ExposureEffect,
  ToneEffect,
  LevelsEffect,
  CurvesEffect,
  HueEffect,
  VibranceEffect,
  GrayscaleEffect,
  SepiaEffect,
  InvertEffect,
  DuotoneEffect,
  PosterizeEffect,
  ThresholdEffect,
] as const
export type GradeEffect = Static<(typeof gradeEffects)[number]>
