import { Type, type Static } from 'typebox'
import { Fade, MediaDuration, Pixels, textLook, timing, WrittenText } from './edit-clips.ts'
import { delivering } from './edit-caption-delivery.ts'
import { Color } from './edit-color.ts'
import { longestFilmSeconds } from './edit-seconds.ts'
import { OneOf, Strict, Uuid } from './strict.ts'

const Moment = (description: string) => Type.Number({ minimum: 0, maximum: longestFilmSeconds, description })

const spoken = {
  start: Moment('Second of the clip at which it begins'),
  end: Moment('Second of the clip at which it is over'),
}

export const Cue = Strict({ text: WrittenText(500), ...spoken })
export type Cue = Static<typeof Cue>

export const SpokenWord = Strict({
  // Neither a space nor a line feed: a word is what is lit at once.
  text: Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: '^[^\\u0000-\\u0020\\u007f-\\u009f\\u2028\\u2029]*$',
  }),
  ...spoken,
})
export type SpokenWord = Static<typeof SpokenWord>

export const CaptionsClip = Strict({
  type: Type.Literal('captions'),
  ...timing,
  duration: Type.Optional(
    Type.Union([...MediaDuration.anyOf], {
      default: 'media',
      description: 'Seconds, or "media": to the end of the last cue',
    }),
  ),
  cues: Type.Optional(
    Type.Array(Cue, {
      minItems: 1,
      maxItems: 5000,
      description: 'What is shown, and when; cues at the same time stand below each other',
    }),
  ),
  words: Type.Optional(
    Type.Array(SpokenWord, {
      minItems: 1,
      maxItems: 20_000,
      description: 'What is spoken, word by word, in its order; cues are made of it',
    }),
  ),
  subtitles: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 500_000,
      description: 'In place of cues: all that stands in an SRT, WebVTT or ASS file',
    }),
  ),
  asset: Type.Optional(
    Type.String({ ...Uuid, description: 'In place of cues: an SRT, WebVTT or ASS file that was uploaded' }),
  ),
  maxLines: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10,
      default: 2,
      description: 'Lines of a cue that is made of words',
    }),
  ),
  maxWords: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, description: 'Words of a cue that is made of words' }),
  ),
  maxGap: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 60,
      default: 0.8,
      description: 'Seconds of silence after which a new cue begins; before, a cue stays until the next one',
    }),
  ),
  activeWord: Type.Optional(
    Strict(
      {
        color: Type.Optional(Color),
        box: Type.Optional(
          Strict({ color: Color, padding: Type.Optional(Pixels(500, 8, 'Pixels of the canvas')) }),
        ),
      },
      { description: 'How the word looks that is spoken just then' },
    ),
  ),
  ...textLook,
  position: Type.Optional(
    Strict(textLook.position.properties, {
      default: { x: 0.5, y: 0.92 },
      description: 'Where the block of lines stands, in fractions of the canvas',
    }),
  ),
  maxWidth: Type.Optional(Type.Number({ ...textLook.maxWidth, default: 0.9 })),
  verticalAlign: Type.Optional(
    OneOf(['top', 'middle', 'bottom'] as const, {
      default: 'bottom',
      description: 'Which part of the block stands at position.y',
    }),
  ),
  fadeIn: Type.Optional(Fade('the captions come up from nothing')),
  fadeOut: Type.Optional(Fade('the captions go down to nothing')),
  ...delivering,
})
export type CaptionsClip = Static<typeof CaptionsClip>
