import { Type, type Static, type TSchema } from 'typebox'
import { longestFilmSeconds } from './edit-seconds.ts'
import { OneOf, Strict } from './strict.ts'

/** Those of CSS by their names there; in, out and both of a few laws. */
export const easings = [
  'linear',
  'hold',
  'ease',
  'ease-in',
  'ease-out',
  'ease-in-out',
  'ease-in-quad',
  'ease-out-quad',
  'ease-in-out-quad',
  'ease-in-cubic',
  'ease-out-cubic',
  'ease-in-out-cubic',
  'ease-in-quart',
  'ease-out-quart',
  'ease-in-out-quart',
  'ease-in-circ',
  'ease-out-circ',
  'ease-in-out-circ',
  'ease-in-back',
  'ease-out-back',
  'ease-in-out-back',
  'ease-in-bounce',
  'ease-out-bounce',
  'ease-in-out-bounce',
] as const
export type EasingName = (typeof easings)[number]

const CubicBezier = Type.Array(Type.Number({ minimum: -2, maximum: 3 }), {
  minItems: 4,
  maxItems: 4,
  description: 'x and y of its two handles, as in CSS: each x is from 0 to 1',
})

/** How a value goes on from a keyframe to the next one. */
export const Easing = Type.Union([OneOf(easings), Strict({ cubicBezier: CubicBezier })], {
  default: 'linear',
  description: 'How the value goes from here to the next keyframe; "hold" jumps there',
})
export type Easing = Static<typeof Easing>

/** A value at a time of a clip. */
export const Keyframe = <S extends TSchema>(value: S) =>
  Strict({
    time: Type.Number({
      minimum: 0,
      maximum: longestFilmSeconds,
      description: 'Seconds after the start of the clip',
    }),
    value,
    easing: Type.Optional(Easing),
  })

export const mostKeyframes = 200

/** A number, or how it changes over the clip. */
export const Animated = ({ minimum, maximum, ofKeyframe = minimum, ...named }: AnimatedLimits) => {
  const keyframe = Keyframe(Type.Number({ minimum: ofKeyframe, maximum }))
  return Type.Union(
    [Type.Number({ minimum, maximum }), Type.Array(keyframe, { minItems: 1, maxItems: mostKeyframes })],
    { ...named, description: `${named.description}; or keyframes of it` },
  )
}
export type Animated = Static<ReturnType<typeof Animated>>

interface AnimatedLimits {
  readonly minimum: number
  readonly maximum: number
  /** The minimum of a keyframe, where that is another one. */
  readonly ofKeyframe?: number
  readonly default?: number
  readonly description: string
}
