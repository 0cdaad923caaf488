import { setTimeout as delay } from 'node:timers/promises'
import { chunkItemId, chunkOf, renderItemId } from '@framewright/domain'
import { releaseWork } from '@framewright/jetstream'
import type { WorkItem } from '@framewright/schemas'
import type { Fault } from '../fault.ts'
import { untilAtWork, untilCompleted, type Claimed } from '../victims.ts'

const times = 5

/** F8. Each delivery has a message of its own, as if somebody had published it anew. */
export const deliveredFiveTimes: Fault = {
  name: 'delivered-five-times',
  what: 'every message of a render, or of a chunk, published five times more while it is worked on',
  recovery: null,
  rounds: 30,
  aim: {},
  spendsAttempts: false,
  round: async (siege) => {
    const { renderId, lane } = await siege.submit(
      siege.random() < 0.5 ? siege.nextChunked() : siege.films.long,
    )
    const claimed = await untilAtWork(siege, renderId)
    const item = itemOf(claimed, renderId, lane)
    for (let n = 0; n < times; n += 1) {
      await releaseWork(siege.nats, item)
      await delay(siege.random() * 300)
    }
    await untilCompleted(siege, [renderId])
    return { recoveriesMs: [] }
  },
}

function itemOf({ stream }: Claimed, renderId: string, lane: WorkItem['lane']): WorkItem {
  if (!stream.startsWith('chunk-'))
    return { kind: 'render', itemId: renderItemId(renderId), renderId, stream, lane, traceparent: null }
  const place = chunkOf(stream)
  return {
    ...{ kind: 'chunk', itemId: chunkItemId(place), renderId, stream, lane, traceparent: null },
    ...{ planId: Number(place.planId), number: place.number },
  }
}
