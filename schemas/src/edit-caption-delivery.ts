import { Type, type Static } from 'typebox'
import { OneOf } from './strict.ts'

export const captionWays = ['burned-in', 'soft', 'sidecar'] as const
export type CaptionWay = (typeof captionWays)[number]

export const Language = (description: string) =>
  Type.String({
    pattern: '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$',
    description: `${description}, as a tag of BCP 47: de, pt-BR, zh-Hant`,
  })
export type Language = Static<ReturnType<typeof Language>>

/** Where captions go, and what players call them where they can be chosen. */
export const delivering = {
  deliver: Type.Optional(
    Type.Array(OneOf(captionWays), {
      minItems: 1,
      maxItems: captionWays.length,
      default: ['burned-in'],
      description:
        '"burned-in": into the picture of all outputs. "soft": as a track of MP4, WebM and streams. "sidecar": into outputs that are captions alone',
    }),
  ),
  language: Type.Optional(Language('Language of what is said')),
  title: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: '^[^\\u0000-\\u001f\\u007f"]*$',
      description: 'What players call their track',
    }),
  ),
  default: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Players show their track unasked; the first one, where none says so',
    }),
  ),
}
