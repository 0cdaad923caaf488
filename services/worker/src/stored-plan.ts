/**
 * Plans in storage, where an event names them by hash. In: a plan, or its name. Out: its name, or the plan: checked, since it
 * is what everything else is made from. A plan that was stored and that no event came to name is in nobody's way.
 */
import { createHash } from 'node:crypto'
import { canonicalJson, planKey, type BlobRef } from '@framewright/schemas'
import { BlobMissing, type Storage } from '@framewright/storage'
import type { ChunkedPlan, RenderPlan } from '@framewright/timeline'
import { WorkFault } from './errors.ts'
import type { PlanData } from './work-stream.ts'

/** Before the event that is going to name it. */
export async function storePlan(
  storage: Pick<Storage, 'putBytes'>,
  plan: RenderPlan | ChunkedPlan,
): Promise<BlobRef> {
  const json = canonicalJson(plan)
  const sha256 = createHash('sha256').update(json).digest('hex')
  await storage.putBytes(planKey(sha256), json, { ifAbsent: true })
  return { sha256, sizeBytes: Buffer.byteLength(json) }
}

export async function readChunkedPlan(
  storage: Pick<Storage, 'readBytes'>,
  planned: PlanData | null,
): Promise<ChunkedPlan> {
  if (planned?.mode !== 'chunked') throw new WorkFault('PLAN_INVALID', 'there is no plan in chunks')
  return (await readPlan(storage, planned.plan)) as ChunkedPlan
}

export async function readWholePlan(
  storage: Pick<Storage, 'readBytes'>,
  planned: PlanData,
): Promise<RenderPlan> {
  if (planned.mode !== 'inline') throw new WorkFault('PLAN_INVALID', 'there is no plan in one piece')
  return (await readPlan(storage, planned.plan)) as RenderPlan
}

async function readPlan(
  storage: Pick<Storage, 'readBytes'>,
  { sha256, sizeBytes }: BlobRef,
): Promise<unknown> {
  const bytes = await storage.readBytes(planKey(sha256), sizeBytes).catch((cause: unknown) => {
    if (!(cause instanceof BlobMissing)) throw cause
    throw new WorkFault('PLAN_INVALID', 'the plan is not in storage any more', { cause })
  })
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new WorkFault('PLAN_INVALID', 'the plan is not the one that was stored')
  return JSON.parse(bytes.toString('utf8'))
}
