/**
 * A plan in chunks, on its way into an event and out of one. In: a plan that can be cut. Out: which of its chunks are in the
 * cache, each of them touched before anybody goes by it, and the plan with all keys in storage; then the event may name it.
 * Dies the worker before that, a plan that nobody names stays behind, and some chunks live longer.
 */
import { createHash } from 'node:crypto'
import type { FfmpegProfile } from '@framewright/ffmpeg'
import { chunkManifestKey, planKey } from '@framewright/schemas'
import { BlobMissing, type Storage } from '@framewright/storage'
import {
  chunkKey,
  chunksOf,
  framesIn,
  type Chunk,
  type ChunkedPlan,
  type RenderPlan,
} from '@framewright/timeline'
import { WorkFault } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import { storePlan } from './planning.ts'
import type { Attempt, Work } from './work-item.ts'
import type { NewPlan } from './work-stream.ts'

export interface ChunkedPlanParts {
  readonly storage: Storage
  readonly profile: Pick<FfmpegProfile, 'ffmpegBuild'>
  readonly attempt: Pick<Attempt, 'signal' | 'progress' | 'log'>
}

export async function toChunkedPlan(
  plan: RenderPlan,
  chunks: readonly Chunk[],
  fallbackReason: string | null,
  { storage, profile, attempt }: ChunkedPlanParts,
): Promise<NewPlan> {
  const { ffmpegBuild } = profile
  const keys = chunks.map((chunk) => chunkKey(chunk, ffmpegBuild))
  const hits: number[] = []
  await inParallel([...keys.entries()], attempt.signal, async ([number, key]) => {
    if (await storage.touch(chunkManifestKey(key))) hits.push(number)
    attempt.progress.moved()
  })
  const blob: ChunkedPlan = { schemaVersion: 1, plan, keys }
  return {
    mode: 'chunked',
    plan: await storePlan(storage, blob),
    encoder: plan.encoder,
    fallbackReason,
    pipelineVersion: plan.pipelineVersion,
    ffmpegBuild,
    frameCount: plan.frameCount,
    chunkCount: chunks.length,
    hits: hits.sort((one, other) => one - other),
    chunkFrames: chunks.map(({ kind, span }) => (kind === 'sound' ? 0 : framesIn(span))),
  }
}

/** Where the plan that is current cannot be carried through. */
export async function replan(
  plan: RenderPlan,
  fallbackReason: string | null,
  parts: ChunkedPlanParts,
): Promise<Work> {
  const chunking = chunksOf(plan)
  if (chunking.kind === 'whole')
    throw new WorkFault('PLAN_INVALID', `the film cannot be cut any more: ${chunking.why}`)
  parts.attempt.log.add('worker', 'another plan takes over', { fallbackReason })
  return planned(await toChunkedPlan(plan, chunking.chunks, fallbackReason, parts))
}

/** What was made is a plan: nothing that would have to be removed. */
export const planned = (plan: NewPlan): Work => ({ result: { kind: 'plan', plan }, discard: async () => {} })

/** As the event names it: checked, since it is what everything else is made from. */
export async function readChunkedPlan(
  storage: Pick<Storage, 'readBytes'>,
  { planned }: Pick<Attempt, 'planned'>,
): Promise<ChunkedPlan> {
  if (planned?.mode !== 'chunked') throw new WorkFault('PLAN_INVALID', 'there is no plan in chunks')
  const { sha256, sizeBytes } = planned.plan
  const bytes = await storage.readBytes(planKey(sha256), sizeBytes).catch((cause: unknown) => {
    if (!(cause instanceof BlobMissing)) throw cause
    throw new WorkFault('PLAN_INVALID', 'the plan is not in storage any more', { cause })
  })
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new WorkFault('PLAN_INVALID', 'the plan is not the one that was stored')
  return JSON.parse(bytes.toString('utf8')) as ChunkedPlan
}
