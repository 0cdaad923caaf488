/** The stream of a chunk, and that of its render, which says whether the chunk is still wanted. */
import { strict as assert } from 'node:assert'
import {
  chunkStream,
  decide,
  decideChunk,
  evolveChunk,
  isChunkOpen,
  waitingChunk,
  type Chunk,
} from '@framewright/domain'
import type { ChunkEvent, ChunkWork } from '@framewright/schemas'
import { followStream, type StreamParts } from './event-stream.ts'
import { followRenderHistory } from './render-stream.ts'
import type { AttemptCommand, NewPlan, WorkState, WorkStream } from './work-stream.ts'

export function followChunkWork(options: StreamParts & { readonly item: ChunkWork }): WorkStream {
  const { renderId, itemId, number } = options.item
  const planId = BigInt(options.item.planId)
  const history = followRenderHistory(options)
  const stream = followStream<Chunk, ChunkEvent>({
    ...options,
    stream: chunkStream({ renderId, planId, number }),
    cause: itemId,
    renderId,
    userId: () => history.state.render.userId ?? '',
    initial: waitingChunk,
    evolve: (chunk, { event, revision }) => evolveChunk(chunk, event, revision),
  })

  function state(): WorkState {
    const isCurrent = history.state.render.plan?.id === planId
    return { ...stream.state, isOpen: isCurrent && isChunkOpen(stream.state) }
  }

  /** On the render's stream: the chunk has no plan of its own. */
  async function replacePlan(plan: NewPlan) {
    const decidedOn = history.state
    const events = decide({ type: 'ReplacePlan', planId, plan }, decidedOn.render)
    await history.append(events, decidedOn)
    return events
  }

  return {
    get state() {
      return state()
    },
    get request() {
      return history.state.request
    },
    get planned() {
      return history.state.planned
    },
    startedAt: null,
    get isDeleted() {
      return history.state.render.status === 'deleted'
    },
    look: async () => {
      await Promise.all([history.look(), stream.look()])
      return state()
    },
    record: async (command) => {
      if (command.type === 'Finish' && command.result.kind === 'plan') return replacePlan(command.result.plan)
      const decidedOn = stream.state
      const events = eventsOf(command, decidedOn)
      await stream.append(events, decidedOn)
      return events
    },
  }
}

function eventsOf(command: AttemptCommand, chunk: Chunk): ChunkEvent[] {
  switch (command.type) {
    case 'Claim':
      return decideChunk({ type: 'ClaimChunk', workerId: command.workerId }, chunk)
    case 'FailAttempt':
    case 'HandBack':
      return decideChunk(command, chunk)
    case 'RecordPlan':
      return assert.fail('a chunk has no plan of its own')
    case 'Finish': {
      const { attempt, result } = command
      assert(result.kind === 'chunk', 'the work of a chunk is one')
      return decideChunk({ type: 'CompleteChunk', attempt, rendered: result.rendered }, chunk)
    }
  }
}
