import type { FramewrightEvent, WorkCost } from '@framewright/schemas'

type Requested = Extract<FramewrightEvent, { type: 'RenderRequested' }>['data']

/** What a render costs; of one that was asked for before that was on record, what its size says. */
export function costOf({ cost, frameCount, width, height }: Requested): WorkCost {
  return cost ?? { slots: 1, work: Math.ceil((frameCount * width * height) / 1e6) }
}
