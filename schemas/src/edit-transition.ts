import { Type, type Static } from 'typebox'
import { Seconds } from './edit-seconds.ts'
import { OneOf, Strict, Uuid } from './strict.ts'

/** A direction says where the later clip goes to, or the edge between the two. */
export const transitionTypes = [
  'crossfade',
  'fade-black',
  'fade-white',
  'fade-grays',
  'dissolve',
  'distance',
  'pixelize',
  'blur-horizontal',
  'radial',
  'zoom-in',
  'wipe-left',
  'wipe-right',
  'wipe-up',
  'wipe-down',
  'wipe-top-left',
  'wipe-top-right',
  'wipe-bottom-left',
  'wipe-bottom-right',
  'slide-left',
  'slide-right',
  'slide-up',
  'slide-down',
  'smooth-left',
  'smooth-right',
  'smooth-up',
  'smooth-down',
  'diagonal-top-left',
  'diagonal-top-right',
  'diagonal-bottom-left',
  'diagonal-bottom-right',
  'slice-left',
  'slice-right',
  'slice-up',
  'slice-down',
  'circle-open',
  'circle-close',
  'circle-crop',
  'rect-crop',
  'horizontal-open',
  'horizontal-close',
  'vertical-open',
  'vertical-close',
  'squeeze-horizontal',
  'squeeze-vertical',
] as const
export type TransitionType = (typeof transitionTypes)[number]

export const audioCurves = ['equal-power', 'linear', 'exponential', 'none'] as const
export type AudioCurve = (typeof audioCurves)[number]

const both = {
  duration: Seconds,
  audioCurve: Type.Optional(
    OneOf(audioCurves, {
      default: 'equal-power',
      description: 'How one sound goes and the other comes; "none" cuts from one to the other half way',
    }),
  ),
}

/** Joins a clip to the one before it on its track: both are seen, and heard, for that long. */
export const Transition = Type.Union([
  Strict({ type: OneOf(transitionTypes), ...both }),
  Strict({
    type: Type.Literal('luma'),
    asset: Type.String({
      ...Uuid,
      description: 'An image asset: where it is dark, the later clip comes first',
    }),
    softness: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        default: 0,
        description: 'How soft the edge is: so much of the way from black to white turns at once',
      }),
    ),
    invert: Type.Optional(Type.Boolean({ default: false, description: 'Where it is light, it comes first' })),
    ...both,
  }),
])
export type Transition = Static<typeof Transition>
