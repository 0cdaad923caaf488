import { Type, type Static } from 'typebox'
import { Color } from './edit-color.ts'
import { Strict } from './strict.ts'

const Fraction = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })

const Stops = Type.Array(Strict({ offset: Fraction('Where on the way it stands'), color: Color }), {
  minItems: 2,
  maxItems: 32,
  description: 'Colours in the order of their offsets; two at one offset make an edge',
})

export const LinearGradient = Strict({
  type: Type.Literal('linear'),
  angle: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 360,
      default: 180,
      description:
        'Degrees, clockwise: 0 goes up, 90 to the right, 180 down. It reaches from corner to corner',
    }),
  ),
  stops: Stops,
})
export type LinearGradient = Static<typeof LinearGradient>

export const RadialGradient = Strict({
  type: Type.Literal('radial'),
  center: Type.Optional(
    Strict(
      { x: Type.Number({ minimum: -4, maximum: 5 }), y: Type.Number({ minimum: -4, maximum: 5 }) },
      { default: { x: 0.5, y: 0.5 }, description: 'In fractions of what is filled' },
    ),
  ),
  radius: Type.Optional(
    Type.Number({
      minimum: 0.01,
      maximum: 4,
      default: 1,
      description: 'Of the last colour, in halves of the diagonal: 1 goes from the middle to the corners',
    }),
  ),
  stops: Stops,
})
export type RadialGradient = Static<typeof RadialGradient>

export const Gradient = Type.Union([LinearGradient, RadialGradient])
export type Gradient = Static<typeof Gradient>

const Side = Type.Number({ minimum: 1, maximum: 8192, description: 'Pixels of the canvas' })
const box = { width: Side, height: Side }
const Points = (minItems: number) =>
  Type.Array(Strict({ x: Fraction('Of the width'), y: Fraction('Of the height') }), {
    minItems,
    maxItems: 200,
    description: 'In fractions of the box of width x height',
  })

const rectangle = {
  type: Type.Literal('rectangle'),
  ...box,
  radius: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 8192,
      default: 0,
      description: 'Of its corners, in pixels of the canvas',
    }),
  ),
}
const ellipse = { type: Type.Literal('ellipse'), ...box }
const polygon = { type: Type.Literal('polygon'), ...box, points: Points(3) }

/** An area, without a colour. */
export const Outline = Type.Union([Strict(rectangle), Strict(ellipse), Strict(polygon)])
export type Outline = Static<typeof Outline>

const Stroke = Strict(
  {
    color: Color,
    width: Type.Optional(
      Type.Number({ minimum: 0.1, maximum: 500, default: 2, description: 'Pixels of the canvas' }),
    ),
  },
  { description: 'A line along the edge, half of it within' },
)
const painted = {
  fill: Type.Optional(
    Type.Union([Color, Gradient, Type.Literal('none')], {
      default: '#ffffff',
      description: 'A colour, a gradient, or "none"',
    }),
  ),
  stroke: Type.Optional(Stroke),
}

export const Shape = Type.Union([
  Strict({ ...rectangle, ...painted }),
  Strict({ ...ellipse, ...painted }),
  Strict({ ...polygon, ...painted }),
  Strict({ type: Type.Literal('line'), ...box, points: Points(2), stroke: Stroke }),
])
export type Shape = Static<typeof Shape>
