import assert from 'node:assert/strict'
import type { RenderEvent } from '@framewright/schemas'
import { afterClaims, unclaimed, type Claims } from './claims.ts'

/**
 * A render, folded from its stream.
 *
 *   absent ─Requested─▶ queued ─Claimed─▶ running ─Completed─▶ completed ─┐
 *                         ▲  ▲              │ │ │                          │
 *                         │  └──HandedBack──┘ │ └─Failed──▶ failed ───┐    ├─Deleted─▶ deleted
 *                         │      Claimed      │                       │    │
 *                         │  ┌─────────▶ AttemptFailed ▶ retrying     │    │
 *                         └──┴──────────── Retried ◀── failed | cancelled ─┘
 *
 * The outputs of what is completed may expire, which changes nothing else. Cancelled ends every open state. `running` may be claimed again: a holder that died says nothing.
 */
export type RenderStatus =
  'absent' | 'queued' | 'running' | 'retrying' | 'completed' | 'failed' | 'cancelled' | 'deleted'

export interface CurrentPlan {
  /** A plan's id is the revision of its RenderPlanned, so that a retry never meets an older plan's chunks. */
  readonly id: bigint
  readonly mode: 'inline' | 'chunked'
}

/** `claimsSpent`: since Requested, the last Retried or the last plan that ended a claim. */
export interface Render extends Claims {
  readonly status: RenderStatus
  /** Revision of the last event; -1n before the first. */
  readonly revision: bigint
  /** Set while the render is open and nothing has made the plan obsolete. */
  readonly plan: CurrentPlan | null
  /** Chunked plans of this run; an inline plan belongs to an attempt, or follows a chunked one, and is bounded by those. */
  readonly chunkedPlans: number
  readonly userId: string | null
  /** Its outputs are not kept any more. */
  readonly isExpired: boolean
}

export const absentRender: Render = {
  ...unclaimed,
  status: 'absent',
  revision: -1n,
  plan: null,
  chunkedPlans: 0,
  userId: null,
  isExpired: false,
}

const openStatuses: ReadonlySet<RenderStatus> = new Set(['queued', 'running', 'retrying'])

/** Open: asked for, and neither finished nor given up. */
export const isOpen = (render: Render): boolean => openStatuses.has(render.status)

/** Folds one event, at its revision, into the state. An event it does not know is a bug, not something to skip. */
export function evolve(render: Render, event: RenderEvent, revision: bigint): Render {
  assert(revision === render.revision + 1n, `revision ${revision} does not follow ${render.revision}`)
  return { ...render, ...changeOf(render, event, revision), revision }
}

export function foldRender(events: Iterable<{ event: RenderEvent; revision: bigint }>): Render {
  let render = absentRender
  for (const { event, revision } of events) render = evolve(render, event, revision)
  return render
}

const ended = { holder: null, plan: null, retryAt: null } as const

function changeOf(render: Render, event: RenderEvent, revision: bigint): Partial<Render> {
  switch (event.type) {
    case 'RenderRequested':
      return { status: 'queued', userId: event.data.userId }
    case 'RenderClaimed':
      return { status: 'running', ...afterClaims.claimed(render, event.data) }
    case 'RenderPlanned': {
      const { mode } = event.data
      // A chunked plan ends the claim: the chunks are claimed one by one, and the assembly has a budget of its own. So does
      // an inline one that takes its place: its render is claimed anew, as another item.
      const endsClaim = mode === 'chunked' || render.plan?.mode === 'chunked'
      return {
        plan: { id: revision, mode },
        ...(endsClaim ? { holder: null, claimsSpent: 0 } : {}),
        ...(mode === 'chunked' ? { chunkedPlans: render.chunkedPlans + 1 } : {}),
      }
    }
    case 'RenderAttemptFailed':
      return { status: 'retrying', ...afterClaims.attemptFailed(event.data) }
    case 'RenderHandedBack':
      return { status: 'queued', ...afterClaims.handedBack(render) }
    case 'RenderCompleted':
      return { status: 'completed', ...ended }
    case 'RenderFailed':
      return { status: 'failed', ...ended }
    case 'RenderCancelled':
      return { status: 'cancelled', ...ended }
    case 'RenderRetried':
      return { status: 'queued', claimsSpent: 0, chunkedPlans: 0, ...ended }
    case 'RenderDeleted':
      return { status: 'deleted', ...ended }
    case 'RenderExpired':
      return { isExpired: true }
    default:
      return unknownEvent(event)
  }
}

function unknownEvent(event: never): never {
  throw new assert.AssertionError({ message: `evolve does not know ${JSON.stringify(event)}` })
}
