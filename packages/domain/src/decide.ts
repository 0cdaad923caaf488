import type { EventName, FaultCode, FramewrightEvent, OutputFile, RenderEvent } from '@framewright/schemas'
import { RenderRejected } from './rejection.ts'
import { isOpen, type Render } from './render.ts'

type DataOf<Name extends EventName> = Extract<FramewrightEvent, { type: Name }>['data']

/** How many claims a run may spend before the next taker fails it. */
export const attemptBudget = 3
/** How many chunked plans a run may make. */
export const planBudget = 3
const firstRetryDelayMs = 2_000

export type RenderCommand =
  | { readonly type: 'RequestRender'; readonly data: DataOf<'RenderRequested'> }
  | { readonly type: 'ClaimRender'; readonly workerId: string }
  | { readonly type: 'RecordPlan'; readonly plan: DataOf<'RenderPlanned'> }
  | {
      readonly type: 'FailAttempt'
      readonly attempt: number
      readonly code: FaultCode
      readonly message: string
      readonly stderrTail: readonly string[]
      readonly retryable: boolean
      /** Milliseconds since the epoch; the domain has no clock. */
      readonly nowMs: number
    }
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
      return plan(command.plan, render)
    case 'FailAttempt':
      return failAttempt(command, render)
    case 'HandBack': {
      const { attempt, workerId } = heldClaim(command.attempt, render)
      return [{ type: 'RenderHandedBack', data: { attempt, workerId } }]
    }
    case 'CompleteRender': {
      const { attempt, workerId } = heldClaim(command.attempt, render)
      const { outputs, renderMs } = command
      return [{ type: 'RenderCompleted', data: { attempt, workerId, outputs: [...outputs], renderMs } }]
    }
    case 'CancelRender':
      return cancel(command.by, render)
    case 'RetryRender':
      return retry(command.by, render)
    case 'DeleteRender':
      return remove(command.by, render)
  }
}

function request(data: DataOf<'RenderRequested'>, render: Render): RenderEvent[] {
  return render.status === 'absent' ? [{ type: 'RenderRequested', data }] : []
}

function claim(workerId: string, render: Render): RenderEvent[] {
  known(render)
  if (!isOpen(render)) throw new RenderRejected('RENDER_FINISHED', `the render is ${render.status}`)
  // The holders before this one died without a word. Whoever would be next says so; nobody else may.
  if (render.claimsSpent >= attemptBudget) {
    const message = `${attemptBudget} workers in a row were lost while they rendered this`
    return [
      {
        type: 'RenderFailed',
        data: { attempt: render.attempt, code: 'WORKER_LOST', message, stderrTail: [] },
      },
    ]
  }
  return [{ type: 'RenderClaimed', data: { attempt: render.attempt + 1, workerId } }]
}

function plan(data: DataOf<'RenderPlanned'>, render: Render): RenderEvent[] {
  heldClaim(data.attempt, render)
  if (data.mode === 'inline' || render.chunkedPlans < planBudget) return [{ type: 'RenderPlanned', data }]
  const message = `no plan of this run could be carried through; ${planBudget} were made`
  return [
    { type: 'RenderFailed', data: { attempt: data.attempt, code: 'PLAN_INVALID', message, stderrTail: [] } },
  ]
}

function failAttempt(
  command: Extract<RenderCommand, { type: 'FailAttempt' }>,
  render: Render,
): RenderEvent[] {
  const { attempt, workerId } = heldClaim(command.attempt, render)
  const { code, message } = command
  const stderrTail = [...command.stderrTail]
  if (!command.retryable || render.claimsSpent >= attemptBudget) {
    return [{ type: 'RenderFailed', data: { attempt, code, message, stderrTail } }]
  }
  const delayMs = firstRetryDelayMs * 2 ** (render.claimsSpent - 1)
  const retryAt = new Date(command.nowMs + delayMs).toISOString()
  return [{ type: 'RenderAttemptFailed', data: { attempt, workerId, code, message, stderrTail, retryAt } }]
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

function heldClaim(attempt: number, render: Render): { attempt: number; workerId: string } {
  if (render.holder?.attempt === attempt) return render.holder
  throw new RenderRejected(
    'CLAIM_LOST',
    `attempt ${attempt} no longer holds the render, which is ${render.status}`,
  )
}
