import { Type, type Static } from 'typebox'
import { Strict } from './strict.ts'

/** What a render asks of whoever makes it. */
export const WorkCost = Strict({
  slots: Type.Integer({
    minimum: 1,
    description:
      'How much of a worker it takes: a slot is four threads of an encoder, a session of a GPU, a gibibyte of memory',
  }),
  work: Type.Integer({
    minimum: 1,
    description: 'How much there is to do: millions of pixels, weighted by what they cost to encode',
  }),
})
export type WorkCost = Static<typeof WorkCost>
