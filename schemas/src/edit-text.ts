import { Type, type Static } from 'typebox'
import { OneOf, Strict } from './strict.ts'

/** How the lines of a text become a block. */
export const textBlock = {
  maxWidth: Type.Optional(
    Type.Number({
      minimum: 0.01,
      maximum: 4,
      description: 'Lines are broken to be no broader, in fractions of the width of the canvas',
    }),
  ),
  lineHeight: Type.Optional(
    Type.Number({
      minimum: 0.5,
      maximum: 4,
      default: 1.2,
      description: 'From line to line, in sizes of the font',
    }),
  ),
  verticalAlign: Type.Optional(
    OneOf(['top', 'middle', 'bottom'] as const, {
      default: 'middle',
      description: 'Which part of the block stands at position.y',
    }),
  ),
}

export const textAnimations = [
  'typewriter',
  'words',
  'slide-left',
  'slide-right',
  'slide-up',
  'slide-down',
  'pop',
] as const

const TextAnimation = (description: string) =>
  Strict(
    {
      type: OneOf(textAnimations),
      duration: Type.Number({ exclusiveMinimum: 0, maximum: 30, description: 'Seconds' }),
    },
    { description },
  )
export type TextAnimation = Static<ReturnType<typeof TextAnimation>>

export const animating = {
  animateIn: Type.Optional(TextAnimation('How the text comes')),
  animateOut: Type.Optional(TextAnimation('How the text goes')),
}
