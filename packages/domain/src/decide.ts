import type { EventName, FramewrightEvent, OutputFile, RenderEvent } from '@framewright/schemas'
import { heldClaim, lostMessage, nextAttempt, retryAtOf, type AttemptFailure } from './claims.ts'
import { RenderRejected } from './rejection.ts'
import { isOpen, type Render } from './render.ts'

type DataOf<Name extends EventName> = Extract<FramewrightEvent, { type: Name }>['data']

/** How many chunked plans a run may make. */
export const planBudget = 3

export type RenderCommand =
  | { readonly type: 'RequestRender'; readonly data: DataOf<'RenderRequested'> }
  | { readonly type: 'ClaimRender'; readonly workerId: string }
  | { readonly type: 'RecordPlan'; readonly plan: DataOf<'RenderPlanned'> }
  /** By who works on a chunk of a plan that cannot be carried through; it may be one in one piece. */
  | {
      readonly type: 'ReplacePlan'
      readonly planId: bigint
      readonly plan: Omit<DataOf<'RenderPlanned'>, 'attempt'>
    }
  | ({ readonly type: 'FailAttempt' } & AttemptFailure)
  | { readonly type: 'HandBack'; readonly attempt: number }
  | {
      readonly type: 'CompleteRender'
      readonly attempt: number
      readonly outputs: readonly OutputFile[]
      readonly renderMs: number
    }
  | { readonly type: 'CancelRender'; readonly by: string }
  | { readonly type: 'RetryRender'; readonly by: string }
  | { readonly type: 'DeleteRender'; readonly by: string }
  | { readonly type: 'ExpireOutputs'; readonly reason: DataOf<'RenderExpired'>['reason'] }

/**
 * What a command leads to. A duplicate of something done already is no event; what cannot be done throws RenderRejected.
 * Commands of a worker name their attempt, and are refused with CLAIM_LOST once somebody else holds the claim.
 */
export function decide(command: RenderCommand, render: Render): RenderEvent[] {
  switch (command.type) {
    case 'RequestRender':
      return request(command.data, render)
    case 'ClaimRender':
      return claim(command.workerId, render)
    case 'RecordPlan':
      held(command.plan.attempt, render)
      return plan(command.plan, render)
    case 'ReplacePlan':
      if (render.plan?.id !== command.planId)
        throw new RenderRejected('CLAIM_LOST', `plan ${command.planId} is not current any more`)
      return plan({ ...command.plan, attempt: render.attempt }, render)
    case 'FailAttempt':
      return failAttempt(command, render)
    case 'HandBack': {
      const { attempt, workerId } = held(command.attempt, render)
      return [{ type: 'RenderHandedBack', data: { attempt, workerId } }]
    }
    case 'CompleteRender': {
      const { attempt, workerId } = held(command.attempt, render)
      const { outputs, renderMs } = command
      return [{ type: 'RenderCompleted', data: { attempt, workerId, outputs: [...outputs], renderMs } }]
    }
    case 'CancelRender':
      return cancel(command.by, render)
    case 'RetryRender':
      return retry(command.by, render)
    case 'DeleteRender':
      return remove(command.by, render)
    case 'ExpireOutputs': {
      if (render.status !== 'completed' || render.isExpired) return []
      return [{ type: 'RenderExpired', data: { reason: command.reason } }]
    }
  }
}

function request(data: DataOf<'RenderRequested'>, render: Render): RenderEvent[] {
  return render.status === 'absent' ? [{ type: 'RenderRequested', data }] : []
}

function claim(workerId: string, render: Render): RenderEvent[] {
  known(render)
  if (!isOpen(render)) throw new RenderRejected('RENDER_FINISHED', `the render is ${render.status}`)
  const attempt = nextAttempt(render)
  if (attempt !== null) return [{ type: 'RenderClaimed', data: { attempt, workerId } }]
  const spent = { attempt: render.attempt, message: lostMessage, stderrTail: [] }
  return [{ type: 'RenderFailed', data: { ...spent, code: 'WORKER_LOST' } }]
}

function plan(data: DataOf<'RenderPlanned'>, render: Render): RenderEvent[] {
  if (data.mode === 'inline' || render.chunkedPlans < planBudget) return [{ type: 'RenderPlanned', data }]
  const message = `no plan of this run could be carried through; ${planBudget} were made`
  return [
    { type: 'RenderFailed', data: { attempt: data.attempt, code: 'PLAN_INVALID', message, stderrTail: [] } },
  ]
}

function failAttempt(failure: AttemptFailure, render: Render): RenderEvent[] {
  const { attempt, workerId } = held(failure.attempt, render)
  const { code, message, stderrTail } = failure
  const failed = { attempt, code, message, stderrTail: [...stderrTail] }
  const retryAt = retryAtOf(failure, render)
  return retryAt === null
    ? [{ type: 'RenderFailed', data: failed }]
    : [{ type: 'RenderAttemptFailed', data: { ...failed, workerId, retryAt } }]
}

function cancel(by: string, render: Render): RenderEvent[] {
  present(render)
  if (render.status === 'cancelled') return []
  if (isOpen(render)) return [{ type: 'RenderCancelled', data: { by } }]
  const code = render.status === 'completed' ? 'RENDER_ALREADY_COMPLETED' : 'RENDER_FINISHED'
  throw new RenderRejected(code, `the render is ${render.status}; there is nothing left to cancel`)
}

function retry(by: string, render: Render): RenderEvent[] {
  present(render)
  if (isOpen(render)) return []
  if (render.status === 'completed') {
    throw new RenderRejected(
      'RENDER_NOT_RETRYABLE',
      'the render is completed; submit it again to render it again',
    )
  }
  return [{ type: 'RenderRetried', data: { by } }]
}

function remove(by: string, render: Render): RenderEvent[] {
  known(render)
  if (render.status === 'deleted') return []
  const deleted: RenderEvent = { type: 'RenderDeleted', data: { by } }
  return isOpen(render) ? [{ type: 'RenderCancelled', data: { by } }, deleted] : [deleted]
}

function known(render: Render): void {
  if (render.status === 'absent') throw new RenderRejected('RENDER_UNKNOWN', 'there is no such render')
}

function present(render: Render): void {
  known(render)
  if (render.status === 'deleted') throw new RenderRejected('RENDER_DELETED', 'the render was deleted')
}

const held = (attempt: number, render: Render) =>
  heldClaim(attempt, render, `the render, which is ${render.status}`)
