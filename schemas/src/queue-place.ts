import { Type, type Static } from 'typebox'
import { Nullable, Strict, Uuid } from './strict.ts'

/** Where an unfinished render stands, and by when it is likely to start and to end. */
export const QueuePlace = Strict({
  renderId: Uuid,
  position: Nullable(Type.Integer({ description: '1 is the next one of its lane; null once it runs' })),
  estimate: Nullable(
    Strict(
      { startsInSeconds: Type.Number({ minimum: 0 }), endsInSeconds: Type.Number({ minimum: 0 }) },
      {
        description:
          'By its place in the line, the workers that are there, what films like it took lately, and its own progress; ' +
          'null: there is nothing to go by',
      },
    ),
  ),
})
export type QueuePlace = Static<typeof QueuePlace>
