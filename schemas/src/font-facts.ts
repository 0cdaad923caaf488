import { Type, type Static } from 'typebox'
import { Strict } from './strict.ts'

/** Of a font: what planning has to know of it, in units of which `unitsPerEm` make the size. */
export const FontFacts = Strict({
  family: Type.String({ description: 'What it calls itself' }),
  style: Type.String({ description: 'Such as Regular or Bold Italic' }),
  unitsPerEm: Type.Integer({ minimum: 16, maximum: 16_384 }),
  ascent: Type.Integer({
    minimum: 0,
    description: 'How far it reaches above the line that letters stand on',
  }),
  descent: Type.Integer({ minimum: 0, description: 'And below' }),
  advances: Type.String({
    description:
      'Which code points it has, and how broad each is: runs of "advance,count,gap" in base 36; 1 and 0 where they are left out',
  }),
  widening: Type.String({
    description:
      'Two characters that are set further apart than they are broad, and by how much, such as "L-75"',
  }),
  isEmbeddingRestricted: Type.Optional(
    Type.Literal(true, {
      description: 'Its author forbids to embed it; it is up to you whether a film may show it',
    }),
  ),
})
export type FontFacts = Static<typeof FontFacts>
