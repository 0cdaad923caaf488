/** In: an attempt. Out: what was asked for, and how to make plans of it. Nothing here depends on what was planned before. */
import type { RenderOrder } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import {
  pipelineOf,
  versionFor,
  type EncoderChoice,
  type Pipeline,
  type RenderPlan,
  type ResolvedTimeline,
} from '@framewright/timeline'
import { WorkFault } from './errors.ts'
import { readOrder } from './order.ts'
import type { Attempt } from './work-item.ts'

export type PlanWith = (choice: Pick<EncoderChoice, 'encoders'>) => RenderPlan

export interface Planning {
  readonly order: RenderOrder
  readonly planWith: PlanWith
}

export async function openPlanning(
  storage: Pick<Storage, 'readBytes'>,
  { request }: Pick<Attempt, 'request'>,
): Promise<Planning> {
  const order = await readOrder(storage, request.order)
  const pipeline = pipelineOf(versionFor(order.edit))
  let timeline: ResolvedTimeline | null = null
  return {
    order,
    planWith: ({ encoders }) => {
      timeline ??= timelineOf(order, pipeline)
      return pipeline.planRender(timeline, { encoders, projectId: request.projectId })
    },
  }
}

function timelineOf(order: RenderOrder, { resolveEdit }: Pipeline): ResolvedTimeline {
  const assets = new Map(order.assets.map((asset) => [asset.assetId, asset]))
  const resolution = resolveEdit(order.edit, assets)
  if (resolution.ok) return resolution.timeline
  const problems = resolution.problems.map(({ pointer, message }) => `${pointer}: ${message}`)
  throw new WorkFault('PLAN_INVALID', `the edit cannot be rendered: ${problems.join('; ')}`)
}
