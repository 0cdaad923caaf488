import { Type, type Static } from 'typebox'
import { OneOf, Strict, Uuid } from './strict.ts'

export const fontFamilies = ['sans', 'serif', 'mono', 'noto-sans', 'noto-serif', 'noto-mono'] as const

export const FontChoice = Type.Union(
  [
    OneOf(fontFamilies),
    Strict(
      { asset: Type.String({ ...Uuid, description: 'A TTF or OTF' }) },
      { description: 'A font of your own' },
    ),
  ],
  { default: 'sans', description: 'One that comes with Framewright, or {"asset": …}' },
)
export type FontChoice = Static<typeof FontChoice>
