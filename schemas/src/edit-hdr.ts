import { Type, type Static } from 'typebox'
import { OneOf, Strict } from './strict.ts'

/** The primaries of a screen, all with a white of D65. */
export const masteringPrimaries = ['p3-d65', 'bt2020', 'bt709'] as const

/** SMPTE ST 2086: the screen that the film was graded on. */
const Mastering = Strict({
  primaries: Type.Optional(OneOf(masteringPrimaries, { default: 'p3-d65' })),
  minNits: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, default: 0.0001, description: 'Its black, in ten-thousandths' }),
  ),
  maxNits: Type.Optional(Type.Integer({ minimum: 100, maximum: 10_000, default: 1000 })),
})

const nits = { minimum: 1, maximum: 10_000 }

/** A film in the colours of BT.2020, brighter than the white of SDR. */
export const Hdr = Type.Union(
  [
    Strict({
      type: Type.Literal('hdr10'),
      mastering: Type.Optional(Mastering),
      maxCll: Type.Optional(
        Type.Integer({ ...nits, description: 'Nits of the brightest pixel (CTA-861.3)' }),
      ),
      maxFall: Type.Optional(
        Type.Integer({ ...nits, description: 'Nits of the brightest frame on average' }),
      ),
    }),
    Strict({ type: Type.Literal('hlg') }),
  ],
  { description: 'The film is HDR: PQ with the metadata of HDR10, or HLG. SDR, where nothing is said' },
)
export type Hdr = Static<typeof Hdr>
