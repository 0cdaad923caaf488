/** The stream of a render, for whoever plans it, makes it in one piece, or puts its chunks together. */
import { strict as assert } from 'node:assert'
import { absentRender, decide, evolve, isOpen, renderStream, type Render } from '@framewright/domain'
import type { AssemblyWork, RenderEvent, RenderWork, WorkItem } from '@framewright/schemas'
import { followStream, type EventStream, type Folded, type StreamParts } from './event-stream.ts'
import type { AttemptCommand, PlanData, RequestData, WorkState, WorkStream } from './work-stream.ts'

/** A render, and of its events what the work is told. */
export interface RenderHistory {
  readonly revision: bigint
  readonly render: Render
  readonly request: RequestData | null
  readonly planned: PlanData | null
  /** The plan in one piece that has taken the place of one in chunks. */
  readonly replacement: PlanData | null
  readonly startedAt: Date | null
}

export type RenderHistoryStream = EventStream<RenderHistory, RenderEvent>

const unread: RenderHistory = {
  revision: absentRender.revision,
  render: absentRender,
  request: null,
  planned: null,
  replacement: null,
  startedAt: null,
}

export function followRenderHistory(options: StreamParts & { readonly item: WorkItem }): RenderHistoryStream {
  const { renderId, itemId } = options.item
  const stream: RenderHistoryStream = followStream({
    ...options,
    stream: renderStream(renderId),
    cause: itemId,
    renderId,
    userId: () => stream.state.render.userId ?? '',
    initial: unread,
    evolve: evolveHistory,
  })
  return stream
}

function evolveHistory(
  history: RenderHistory,
  { event, revision, recordedAt }: Folded<RenderEvent>,
): RenderHistory {
  const render = evolve(history.render, event, revision)
  const next = { ...history, revision, render }
  switch (event.type) {
    case 'RenderRequested':
      return { ...next, request: event.data }
    case 'RenderClaimed':
      return { ...next, startedAt: history.startedAt ?? recordedAt }
    case 'RenderPlanned': {
      const replacement = history.render.plan?.mode === 'chunked' ? event.data : history.replacement
      return { ...next, planned: event.data, replacement: event.data.mode === 'chunked' ? null : replacement }
    }
    case 'RenderRetried':
      return { ...next, planned: null, replacement: null, startedAt: null }
    default:
      return next
  }
}

export function followRenderWork(
  options: StreamParts & { readonly item: RenderWork | AssemblyWork },
): WorkStream {
  const stream = followRenderHistory(options)
  const stateOf = ({ render }: RenderHistory): WorkState => ({
    ...render,
    isOpen: isOpen(render) && isFor(options.item, render),
  })
  return {
    get state() {
      return stateOf(stream.state)
    },
    get request() {
      return stream.state.request
    },
    get planned() {
      return options.item.kind === 'render' ? stream.state.replacement : stream.state.planned
    },
    get startedAt() {
      return stream.state.startedAt
    },
    get isDeleted() {
      return stream.state.render.status === 'deleted'
    },
    look: async () => stateOf(await stream.look()),
    record: async (command) => {
      const decidedOn = stream.state
      const events = eventsOf(command, decidedOn.render)
      if (events.length > 0) await stream.append(events, decidedOn)
      return events
    },
  }
}

/** Once a plan in chunks is current, what is left to be done for the render is its assembly. */
function isFor(item: RenderWork | AssemblyWork, { plan }: Render): boolean {
  return item.kind === 'assembly' ? plan?.id === BigInt(item.planId) : plan?.mode !== 'chunked'
}

function eventsOf(command: AttemptCommand, render: Render): RenderEvent[] {
  switch (command.type) {
    case 'Claim':
      return decide({ type: 'ClaimRender', workerId: command.workerId }, render)
    case 'RecordPlan':
      return decide({ type: 'RecordPlan', plan: { ...command.plan, attempt: command.attempt } }, render)
    case 'FailAttempt':
    case 'HandBack':
      return decide(command, render)
    case 'Finish': {
      const { attempt, result, renderMs } = command
      assert(result.kind !== 'chunk', 'the work of a render is no chunk')
      return result.kind === 'plan'
        ? decide({ type: 'RecordPlan', plan: { ...result.plan, attempt } }, render)
        : decide({ type: 'CompleteRender', attempt, outputs: result.outputs, renderMs }, render)
    }
  }
}
