import { Type, type Static } from 'typebox'
import { longestFilmSeconds } from './edit-seconds.ts'
import { OneOf, Strict } from './strict.ts'

const Decibels = (description: string) => Type.Number({ minimum: -90, maximum: 30, default: 0, description })

export const easings = ['linear', 'hold', 'ease-in', 'ease-out', 'ease-in-out'] as const

const CubicBezier = Type.Array(Type.Number({ minimum: 0, maximum: 1 }), {
  minItems: 4,
  maxItems: 4,
  description: 'x and y of its two handles, as in CSS',
})

/** How a value goes on from a keyframe to the next one. */
export const Easing = Type.Union([OneOf(easings), Strict({ cubicBezier: CubicBezier })], {
  default: 'linear',
  description: 'How the value goes from here to the next keyframe; "hold" jumps there',
})
export type Easing = Static<typeof Easing>

export const GainKeyframe = Strict({
  time: Type.Number({
    minimum: 0,
    maximum: longestFilmSeconds,
    description: 'Seconds after the start of the clip',
  }),
  value: Decibels('Decibels'),
  easing: Type.Optional(Easing),
})
export type GainKeyframe = Static<typeof GainKeyframe>

export const fadeCurves = ['linear', 'equal-power', 'exponential', 's-curve'] as const
export type FadeCurve = (typeof fadeCurves)[number]

const muted = Type.Optional(Type.Boolean({ default: false, description: 'Leaves the sound out' }))

/** Of a clip that has a sound. */
export const clipSound = {
  gainDb: Type.Optional(
    Type.Union([Decibels('Decibels'), Type.Array(GainKeyframe, { minItems: 1, maxItems: 64 })], {
      default: 0,
      description: 'Decibels, or keyframes of them: between two of them the level goes straight in decibels',
    }),
  ),
  muted,
  fadeCurve: Type.Optional(
    OneOf(fadeCurves, {
      default: 'linear',
      description: 'How the sound comes and goes in fadeIn and fadeOut',
    }),
  ),
}

/** Of all sounds on a track. */
export const trackSound = {
  gainDb: Type.Optional(Decibels('Decibels, on top of those of its clips')),
  muted,
}
