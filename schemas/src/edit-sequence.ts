import { Type, type Static } from 'typebox'
import { Fade, MediaDuration, picture, timing } from './edit-clips.ts'
import { motion, still } from './edit-motion.ts'
import { longestFilmSeconds } from './edit-seconds.ts'
import { VideoEffects } from './edit-effects.ts'
import { SequenceName } from './edit-sequence-name.ts'
import { Rational, Strict, Uuid } from './strict.ts'

/** Files of a sequence at most: three minutes and a half at 24 a second. */
export const mostSequenceFrames = 5000

/** Stills that are the frames of one picture that moves. */
export const Sequence = Strict({
  assets: Type.Array(Uuid, {
    minItems: 1,
    maxItems: mostSequenceFrames,
    description: 'Image assets, one for each frame, in their order: all of one kind of file and one size',
  }),
  fps: Type.Union([Type.Integer({ minimum: 1, maximum: 120 }), Rational], {
    description: 'Frames per second: an integer, or {"num": 1, "den": 2}',
  }),
})
export type Sequence = Static<typeof Sequence>

export const Sequences = Type.Record(SequenceName, Sequence, {
  additionalProperties: false,
  maxProperties: 100,
  description: 'By their names: stills that clips of type "sequence" show as if they were a video',
})
export type Sequences = Static<typeof Sequences>

/** A sequence, as if it were a video without sound. */
export const SequenceClip = Strict({
  type: Type.Literal('sequence'),
  sequence: SequenceName,
  ...timing,
  duration: Type.Optional(
    Type.Union([...MediaDuration.anyOf], {
      default: 'media',
      description:
        'Seconds, "media": to the end of the sequence, "end": to the end of the film; or until another clip starts or ends',
    }),
  ),
  in: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 10 * longestFilmSeconds,
      default: 0,
      description: 'Second of the sequence at which the clip begins',
    }),
  ),
  reverse: motion.reverse,
  ...still,
  ...picture,
  effects: Type.Optional(VideoEffects),
  fadeIn: Type.Optional(Fade('the picture comes up from nothing')),
  fadeOut: Type.Optional(Fade('the picture goes down to nothing')),
})
export type SequenceClip = Static<typeof SequenceClip>
