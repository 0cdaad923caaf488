import {
  absentRender,
  decide,
  evolve,
  RenderRejected,
  renderStream,
  upcast,
  type Render,
  type RenderCommand,
} from '@framewright/domain'
import { appendDecision, type Decision } from '@framewright/event-store'
import { announceCancel } from '@framewright/jetstream'
import { getRender, toRenderView, waitForVersion } from '@framewright/read-model'
import { eventCatalogue, type RenderEvent, type RenderView } from '@framewright/schemas'
import { v7 as uuidv7 } from 'uuid'
import type { ApiDeps } from './api-deps.ts'
import { viewOfRequest, type RequestData } from './request-view.ts'

export interface Asker {
  readonly userId: string
  readonly requestId: string
  readonly traceparent: string
}

export type Control = Extract<
  RenderCommand,
  { type: 'CancelRender' | 'RetryRender' | 'DeleteRender' }
>['type']

export interface RenderState {
  readonly render: Render
  /** Event 0, which says whose render it is and what was asked for. */
  readonly request: RequestData | null
}

/**
 * Cancel, retry, delete. In: a command of a user for a render. Out: the render as it is after it, which is decided by
 * its stream alone, so it works while the rows are behind. A repeat of what is done appends nothing and answers the
 * same; dies it between append and answer, the repeat finds it done. `ofAnybody`: the render may be another user's.
 */
export async function controlRender(
  deps: ApiDeps,
  renderId: string,
  type: Control,
  asker: Asker,
  { ofAnybody = false } = {},
): Promise<RenderView> {
  const { nats, log } = deps
  const { state } = await decideRender(deps, renderId, asker, ({ render }) => {
    if (render.userId !== asker.userId && !(ofAnybody && render.userId !== null))
      throw new RenderRejected('RENDER_UNKNOWN', 'there is no such render')
    return decide({ type, by: asker.userId }, render)
  })
  const { render } = state
  if (render.status === 'cancelled' || render.status === 'deleted') {
    // Only makes it quick: a worker that does not hear this finds the event with its next heartbeat.
    try {
      announceCancel(nats, renderId)
    } catch (error: unknown) {
      log.warn({ err: error, renderId }, 'could not announce a cancel')
    }
  }
  return viewAfter(deps, renderId, render.userId ?? asker.userId, state)
}

/** Reads the render, decides, and appends what was decided. */
export async function decideRender(
  { eventStore }: Pick<ApiDeps, 'eventStore'>,
  renderId: string,
  { userId, requestId, traceparent }: Asker,
  decideOn: (state: RenderState) => readonly RenderEvent[],
): Promise<Decision<RenderState>> {
  return appendDecision<RenderState, RenderEvent>(eventStore, {
    stream: renderStream(renderId),
    initial: { render: absentRender, request: null },
    evolve: (state, event, revision) => ({
      render: evolve(state.render, event, revision),
      request: event.type === 'RenderRequested' ? event.data : state.request,
    }),
    upcast: (stored) => upcast(stored) as RenderEvent,
    decide: decideOn,
    metadata: ({ type }) => ({
      $correlationId: renderId,
      $causationId: requestId,
      traceparent,
      userId,
      schemaVersion: eventCatalogue[type].schemaVersion,
    }),
    newId: () => uuidv7(),
  })
}

/** The row, once it has reached the decision; when that takes too long, what the decision itself says. */
export async function viewAfter(
  deps: ApiDeps,
  renderId: string,
  userId: string,
  { render, request }: RenderState,
): Promise<RenderView> {
  const { changes, database, settings, log } = deps
  await waitForVersion(changes, renderId, render.revision, settings.ownWriteTimeoutMs)
  const row = await getRender(database, { renderId, userId }).catch((error: unknown) => {
    // The command is on record; that it cannot be looked up just now does not undo it.
    log.warn({ err: error, renderId }, 'could not read a render after a command')
    return undefined
  })
  if (row !== undefined && BigInt(row.version) >= render.revision) return toRenderView(row)
  const now = deps.now()
  const before = row !== undefined ? toRenderView(row) : viewOfRequest(request!, now)
  return {
    ...before,
    status: render.status === 'absent' ? 'queued' : render.status,
    version: Number(render.revision),
    attempt: render.attempt,
    retryAt: render.retryAt,
    updatedAt: now.toISOString(),
    outputs: render.status === 'deleted' ? [] : before.outputs,
  }
}
