import { Type, type Static } from 'typebox'
import { Fade, MediaDuration, picture, timing } from './edit-clips.ts'
import { ClipId } from './edit-moments.ts'
import { longestFilmSeconds } from './edit-seconds.ts'
import { clipSound } from './edit-sound.ts'
import { Strict } from './strict.ts'

export const CompositionName = Type.String({ ...ClipId, description: 'The name of one of compositions' })

/** Tracks of their own, as if they were one video. */
export const CompositionClip = Strict({
  type: Type.Literal('composition'),
  composition: CompositionName,
  ...timing,
  duration: Type.Optional(
    Type.Union([...MediaDuration.anyOf], {
      default: 'media',
      description:
        'Seconds, "media": to the end of the composition, "end": to the end of what it is in; or until another clip starts or ends',
    }),
  ),
  in: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: longestFilmSeconds,
      default: 0,
      description: 'Second of the composition at which the clip begins',
    }),
  ),
  ...picture,
  ...clipSound,
  fadeIn: Type.Optional(Fade('picture and sound come up from nothing')),
  fadeOut: Type.Optional(Fade('picture and sound go down to nothing')),
})
export type CompositionClip = Static<typeof CompositionClip>
