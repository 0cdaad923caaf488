import { Type, type Static } from 'typebox'
import { Animated } from './edit-easing.ts'
import { longestFilmSeconds } from './edit-seconds.ts'
import { SequenceName } from './edit-sequence-name.ts'
import { OneOf, Strict, Uuid } from './strict.ts'

const Side = (name: string) =>
  Type.Optional(
    Animated({
      ...{ minimum: 0.001, ofKeyframe: 0, maximum: 4, default: 1 },
      description: `As a part of the picture's ${name}`,
    }),
  )
const Part = Animated({ minimum: -1, maximum: 2, description: 'In fractions of the picture' })
const Point = (description: string) => Strict({ x: Part, y: Part }, { description })

const area = {
  width: Side('width'),
  height: Side('height'),
  position: Type.Optional(
    Strict(
      { x: Part, y: Part },
      { default: { x: 0.5, y: 0.5 }, description: 'Where its middle stands, in fractions of the picture' },
    ),
  ),
}

const ofFeather = {
  minimum: 0,
  maximum: 0.5,
  default: 0,
  description: 'How broad its soft edge is, as a part of the shorter side of the picture; half lies within',
}
const inverting = {
  invert: Type.Optional(
    Type.Boolean({ default: false, description: 'What it would leave goes, and the other way round' }),
  ),
}
const drawnEdge = { feather: Type.Optional(Animated(ofFeather)), ...inverting }

const ofSource = {
  in: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 10 * longestFilmSeconds,
      default: 0,
      description: 'Second of the video at which it begins, with the clip; its last frame is held',
    }),
  ),
  fit: Type.Optional(
    OneOf(['fill', 'contain', 'cover'] as const, {
      default: 'fill',
      description: 'How it is made to fit the picture: the words of the CSS property object-fit',
    }),
  ),
  feather: Type.Optional(Type.Number(ofFeather)),
  ...inverting,
}

export const DrawnMask = Type.Union([
  Strict({
    type: Type.Literal('rectangle'),
    ...area,
    radius: Type.Optional(
      Animated({
        minimum: 0,
        maximum: 0.5,
        default: 0,
        description: 'Of its corners, as a part of its shorter side',
      }),
    ),
    ...drawnEdge,
  }),
  Strict({ type: Type.Literal('ellipse'), ...area, ...drawnEdge }),
  Strict({
    type: Type.Literal('polygon'),
    points: Type.Array(Point('In fractions of the picture'), { minItems: 3, maxItems: 200 }),
    ...drawnEdge,
  }),
])
export type DrawnMask = Static<typeof DrawnMask>

const asset = Type.String({ ...Uuid, description: 'An image, or a video' })

export const SourceMask = Type.Union([
  Strict({ type: Type.Literal('alpha'), asset, ...ofSource }),
  Strict({ type: Type.Literal('luma'), asset, ...ofSource }),
  Strict({ type: Type.Literal('alpha'), sequence: SequenceName, ...ofSource }),
  Strict({ type: Type.Literal('luma'), sequence: SequenceName, ...ofSource }),
])
export type SourceMask = Static<typeof SourceMask>

/** What is left of a picture: what is drawn, or as much as an image or a video is opaque or white. */
export const Mask = Type.Union([...DrawnMask.anyOf, ...SourceMask.anyOf], {
  description: 'What is left of the picture, before it is scaled, turned and put in its place',
})
export type Mask = Static<typeof Mask>
