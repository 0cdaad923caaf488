import { Type, type Static } from 'typebox'
import { longestFilmSeconds } from './edit-seconds.ts'
import { OneOf, Strict } from './strict.ts'

export const ClipId = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$',
  description: 'Names the clip for others that start or end with it; each name once in an edit',
})

/** A time of the film, as that of another clip. */
export const Moment = Strict(
  {
    clip: Type.String({ ...ClipId, description: 'The id of another clip, on any track' }),
    edge: OneOf(['start', 'end'] as const),
    offset: Type.Optional(
      Type.Number({
        ...{ minimum: -longestFilmSeconds, maximum: longestFilmSeconds, default: 0 },
        description: 'Seconds after it; before it where negative',
      }),
    ),
  },
  { description: 'When another clip starts or ends, and so many seconds more' },
)
export type Moment = Static<typeof Moment>
