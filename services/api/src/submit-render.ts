import { createHash } from 'node:crypto'
import { decide } from '@framewright/domain'
import type { Decision } from '@framewright/event-store'
import {
  canonicalJson,
  orderKey,
  type BlobRef,
  type Edit,
  type RenderOrder,
  type RenderView,
} from '@framewright/schemas'
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid'
import type { ApiDeps } from './api-deps.ts'
import { grantedClass } from './granted-class.ts'
import { RequestRefused } from './problem.ts'
import { decideRender, viewAfter, type Asker, type RenderState } from './render-commands.ts'
import type { RequestData } from './request-view.ts'
import { resolveOwnEdit, type Resolved } from './resolve-own-edit.ts'

export interface Submission {
  readonly projectId: string
  readonly edit: Edit
  /** The class that the request itself asks for; null: that of its presets. */
  readonly class: number | null
  /** Whether that may be sooner than the class of its presets. */
  readonly maySkipAhead: boolean
  readonly idempotencyKey: string | null
  /** What was sent, where that is more than an edit: a repeat has to send the same. */
  readonly request?: unknown
}

export interface Submitted {
  readonly render: RenderView
  /** The key was used before, for the same request. */
  readonly isRepeat: boolean
}

/** The namespace of render ids that are made from an Idempotency-Key. */
const renderNamespace = '8a6c1f8e-30a4-5f7c-b0d4-5f6a9b0e6c21'

/**
 * In: an edit that fits its schema. Out: a render, requested. The order, which is all that a worker needs to know, is in
 * storage before the event that names it. Dies it between the two, an order that nobody names stays behind; dies it
 * between append and answer, the same request with the same key finds the render.
 */
export async function submitRender(deps: ApiDeps, submission: Submission, asker: Asker): Promise<Submitted> {
  return (await prepareRender(deps, submission, asker))()
}

/** Refuses whatever is to be refused, and stores nothing: what it answers with does. */
export async function prepareRender(
  deps: ApiDeps,
  submission: Submission,
  asker: Asker,
): Promise<() => Promise<Submitted>> {
  const { edit, projectId, idempotencyKey, request = edit } = submission
  const requestSha256 = sha256Of(canonicalJson({ edit: request, class: submission.class }))
  if (idempotencyKey === null) return prepared(uuidv7())

  const renderId = keyedRenderId(asker.userId, projectId, idempotencyKey)
  // Before anything else: a repeat is answered even if the edit would be refused by now, its assets being gone.
  const known = await decideRender(deps, renderId, asker, (state) => {
    refuseOtherRequest(state, requestSha256)
    return []
  })
  return known.state.request === null ? prepared(renderId) : () => answer(renderId, known)

  async function prepared(id: string): Promise<() => Promise<Submitted>> {
    const resolved = await resolveOwnEdit(deps, edit, asker.userId)
    const granted = grantedClass(submission, resolved.timeline.class)
    return () => append(id, resolved, granted)
  }

  async function append(id: string, resolved: Resolved, granted: number): Promise<Submitted> {
    const data: RequestData = {
      renderId: id,
      projectId,
      userId: asker.userId,
      title: edit.title ?? null,
      class: granted,
      ...factsOf(resolved),
      requestSha256,
      order: await storeOrder(deps, edit, resolved),
    }
    const decision = await decideRender(deps, id, asker, (state) => {
      // Of several at once with one key, all but the first find here what the first has appended.
      refuseOtherRequest(state, requestSha256)
      return decide({ type: 'RequestRender', data }, state.render)
    })
    return answer(id, decision)
  }

  async function answer(id: string, { state, appended }: Decision<RenderState>): Promise<Submitted> {
    return { render: await viewAfter(deps, id, asker.userId, state), isRepeat: appended.length === 0 }
  }
}

/** User, project and key as one text that no other three could give. */
const keyedRenderId = (userId: string, projectId: string, key: string): string =>
  uuidv5(JSON.stringify([userId, projectId, key]), renderNamespace)

function refuseOtherRequest({ render, request }: RenderState, requestSha256: string): void {
  if (request === null) return
  if (request.requestSha256 !== requestSha256) {
    throw new RequestRefused(
      'IDEMPOTENCY_KEY_REUSED',
      'The key belongs to a request with another body or class.',
    )
  }
  if (render.status === 'deleted') {
    throw new RequestRefused('RENDER_DELETED', 'The render that was requested with this key was deleted.')
  }
}

async function storeOrder({ storage }: ApiDeps, edit: Edit, { assets }: Resolved): Promise<BlobRef> {
  const order: RenderOrder = { schemaVersion: 1, edit, assets: [...assets] }
  const bytes = Buffer.from(canonicalJson(order))
  const sha256 = sha256Of(bytes)
  await storage.putBytes(orderKey(sha256), bytes, { ifAbsent: true })
  return { sha256, sizeBytes: bytes.length }
}

function factsOf({ timeline }: Resolved) {
  const { presets, lane, cost, frameCount, frameRate, width, height } = timeline
  return { presets: [...presets], lane, cost, frameCount, frameRate, width, height }
}

const sha256Of = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
