import { Type, type Static } from 'typebox'
import { Color } from './edit-color.ts'
import { ClipEffects, VideoEffects } from './edit-effects.ts'
import { FontChoice } from './edit-font.ts'
import { ClipId, Moment } from './edit-moments.ts'
import { KenBurns } from './edit-ken-burns.ts'
import { Mask } from './edit-mask.ts'
import { motion, still } from './edit-motion.ts'
import { longestFilmSeconds, Seconds } from './edit-seconds.ts'
import { clipSound } from './edit-sound.ts'
import { animating, textBlock } from './edit-text.ts'
import { blending, cutting, placing, shapePlacing, textPlacing } from './edit-transform.ts'
import { Shape } from './edit-shapes.ts'
import { Transition } from './edit-transition.ts'
import { OneOf, Strict, Uuid } from './strict.ts'

const Start = Type.Union(
  [Type.Number({ minimum: 0, maximum: longestFilmSeconds }), Type.Literal('auto'), Moment],
  {
    default: 'auto',
    description:
      'Second of the film at which the clip starts, "auto": where the clip before it on the track ends, less the transition; or when another clip starts or ends',
  },
)
export const MediaDuration = Type.Union([Seconds, OneOf(['media', 'end'] as const), Moment], {
  default: 'media',
  description:
    'Seconds, "media": to the end of the asset, "end": to the end of the film; or until another clip starts or ends',
})
const StillDuration = Type.Union([Seconds, Type.Literal('end'), Moment], {
  description: 'Seconds, "end": to the end of the film; or until another clip starts or ends',
})
const In = Type.Number({
  minimum: 0,
  maximum: 10 * longestFilmSeconds,
  default: 0,
  description: 'Second of the asset at which the clip begins',
})
export const Fade = (what: string) =>
  Type.Number({ minimum: 0, maximum: longestFilmSeconds, default: 0, description: `Seconds; ${what}` })

export const fits = ['contain', 'cover', 'fill', 'none', 'blur'] as const
export const Fit = OneOf(fits, {
  default: 'contain',
  description:
    'How the picture is made to fit its box: the words of the CSS property object-fit; "blur" is all of it over a blurred copy that fills the box',
})

export const timing = {
  id: Type.Optional(ClipId),
  start: Type.Optional(Start),
  transition: Type.Optional(Transition),
}
/** Of what has a picture of its own size. */
export const picture = {
  ...cutting,
  fit: Type.Optional(Fit),
  kenBurns: Type.Optional(KenBurns),
  ...placing,
  effects: Type.Optional(ClipEffects),
  mask: Type.Optional(Mask),
  ...blending,
}

export const VideoClip = Strict({
  type: Type.Literal('video'),
  asset: Uuid,
  ...timing,
  duration: Type.Optional(MediaDuration),
  in: Type.Optional(In),
  ...motion,
  ...still,
  ...picture,
  effects: Type.Optional(VideoEffects),
  ...clipSound,
  fadeIn: Type.Optional(Fade('picture and sound come up from nothing')),
  fadeOut: Type.Optional(Fade('picture and sound go down to nothing')),
})
export type VideoClip = Static<typeof VideoClip>

export const ImageClip = Strict({
  type: Type.Literal('image'),
  asset: Uuid,
  ...timing,
  duration: StillDuration,
  ...picture,
  fadeIn: Type.Optional(Fade('the picture comes up from nothing')),
  fadeOut: Type.Optional(Fade('the picture goes down to nothing')),
})
export type ImageClip = Static<typeof ImageClip>

export const ShapeClip = Strict({
  type: Type.Literal('shape'),
  shape: Shape,
  ...timing,
  duration: StillDuration,
  ...shapePlacing,
  effects: Type.Optional(ClipEffects),
  mask: Type.Optional(Mask),
  ...blending,
  fadeIn: Type.Optional(Fade('the shape comes up from nothing')),
  fadeOut: Type.Optional(Fade('the shape goes down to nothing')),
})
export type ShapeClip = Static<typeof ShapeClip>

export const textAligns = ['left', 'center', 'right'] as const

export const Pixels = (maximum: number, fallback: number, description: string) =>
  Type.Integer({ minimum: 0, maximum, default: fallback, description })

/** No control characters but the line feed: a font has no picture of them. */
export const WrittenText = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$',
    description: 'Shown literally; a line feed begins a new line',
  })

/** How letters look, and where they stand. */
export const textLook = {
  size: Type.Optional(
    Type.Integer({
      minimum: 4,
      maximum: 2000,
      default: 48,
      description: 'Height of the font in pixels of the canvas',
    }),
  ),
  color: Type.Optional(Type.String({ ...Color, default: '#ffffff' })),
  font: Type.Optional(FontChoice),
  weight: Type.Optional(OneOf(['normal', 'bold'] as const, { default: 'normal' })),
  style: Type.Optional(
    OneOf(['normal', 'italic'] as const, {
      default: 'normal',
      description: 'Italic is there of noto-sans and noto-serif',
    }),
  ),
  align: Type.Optional(
    OneOf(textAligns, {
      default: 'center',
      description: 'Which part of each line stands at position.x: its left end, its centre or its right end',
    }),
  ),
  ...textPlacing,
  ...textBlock,
  box: Type.Optional(
    Strict(
      { color: Color, padding: Type.Optional(Pixels(500, 8, 'Pixels of the canvas round the text')) },
      { description: 'A filled box behind each line' },
    ),
  ),
  stroke: Type.Optional(
    Strict(
      { color: Color, width: Type.Optional(Pixels(100, 2, 'Pixels of the canvas')) },
      { description: 'A line round each letter' },
    ),
  ),
  shadow: Type.Optional(
    Strict({
      color: Color,
      x: Type.Optional(Type.Integer({ minimum: -500, maximum: 500, default: 2 })),
      y: Type.Optional(Type.Integer({ minimum: -500, maximum: 500, default: 2 })),
    }),
  ),
  ...blending,
}

export const TextClip = Strict({
  type: Type.Literal('text'),
  text: WrittenText(2000),
  ...timing,
  duration: StillDuration,
  ...textLook,
  ...animating,
  fadeIn: Type.Optional(Fade('the text comes up from nothing')),
  fadeOut: Type.Optional(Fade('the text goes down to nothing')),
})
export type TextClip = Static<typeof TextClip>

export const AudioClip = Strict({
  type: Type.Literal('audio'),
  asset: Type.String({
    ...Uuid,
    description: 'An audio asset, or a video asset of which only the sound is wanted',
  }),
  ...timing,
  duration: Type.Optional(MediaDuration),
  in: Type.Optional(In),
  ...motion,
  ...clipSound,
  fadeIn: Type.Optional(Fade('the sound comes up from silence')),
  fadeOut: Type.Optional(Fade('the sound goes down to silence')),
})
export type AudioClip = Static<typeof AudioClip>
