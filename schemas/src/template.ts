import { Type, type Static } from 'typebox'
import { SubmitQuery } from './http.ts'
import { RenderView } from './render-view.ts'
import { Strict, Uuid } from './strict.ts'

const description = Type.Optional(Type.String({ maxLength: 500, description: 'What it is for' }))
const defaultOf = (what: string) => `${what} where a row gives none; without it each row has to give one`

export const mostFieldCharacters = 2000

export const TextField = Strict({
  type: Type.Literal('text'),
  default: Type.Optional(Type.String({ maxLength: mostFieldCharacters, description: defaultOf('The text') })),
  options: Type.Optional(
    Type.Array(Type.String({ maxLength: mostFieldCharacters }), {
      ...{ minItems: 1, maxItems: 100, description: 'The only values that it may have' },
    }),
  ),
  description,
})
export const NumberField = Strict({
  type: Type.Literal('number'),
  default: Type.Optional(Type.Number({ description: defaultOf('The number') })),
  minimum: Type.Optional(Type.Number()),
  maximum: Type.Optional(Type.Number()),
  description,
})
export const BooleanField = Strict({
  type: Type.Literal('boolean'),
  default: Type.Optional(Type.Boolean({ description: defaultOf('The value') })),
  description,
})
export const FieldColor = Type.String({
  pattern: '^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$',
  description: 'A colour as #rrggbb or #rrggbbaa',
})
export const ColorField = Strict({
  type: Type.Literal('color'),
  default: Type.Optional(Type.String({ ...FieldColor, description: defaultOf('The colour') })),
  description,
})
export const AssetField = Strict({
  type: Type.Literal('asset'),
  default: Type.Optional(Type.String({ ...Uuid, description: defaultOf('The id of the asset') })),
  description,
})

export const MergeField = Type.Union([TextField, NumberField, BooleanField, ColorField, AssetField])
export type MergeField = Static<typeof MergeField>

export const fieldName = '[A-Za-z][A-Za-z0-9_]{0,63}'

/** An edit in which any value may be `"{{field}}"`, and any text may have `{{field}}` in it. */
export const Template = Strict({
  fields: Type.Record(Type.String({ pattern: `^${fieldName}$` }), MergeField, {
    ...{ maxProperties: 200, additionalProperties: false },
    description: 'What changes from film to film, by name: letters, digits and _, a letter first',
  }),
  edit: Type.Object(
    {},
    {
      additionalProperties: true,
      description:
        'An edit, in which "{{field}}" stands for the value of that field, and a longer text may have {{field}} in it',
    },
  ),
})
export type Template = Static<typeof Template>

export const FieldValue = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
export type FieldValue = Static<typeof FieldValue>
export const TemplateRow = Type.Record(Type.String(), FieldValue, {
  description: 'Values by the name of their field',
})
export type TemplateRow = Static<typeof TemplateRow>

export const Batch = Strict({
  template: Template,
  rows: Type.Array(TemplateRow, { minItems: 1, maxItems: 100, description: 'One film each' }),
})
export type Batch = Static<typeof Batch>

export const BatchQuery = Strict({ class: SubmitQuery.properties.class })

export const BatchView = Strict({
  renders: Type.Array(RenderView, { description: 'One for each row, in the order of the rows' }),
})
export type BatchView = Static<typeof BatchView>
