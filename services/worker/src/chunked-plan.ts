/**
 * A plan in chunks, on its way into an event and out of one. In: a plan that can be cut. Out: which of its chunks are in the
 * cache, each of them touched before anybody goes by it, and the plan with all keys in storage; then the event may name it.
 * Dies the worker before that, a plan that nobody names stays behind, and some chunks live longer.
 */
import type { FfmpegProfile } from '@framewright/ffmpeg'
import { chunkManifestKey } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import {
  chunkKey,
  chunksOf,
  framesIn,
  type Chunk,
  type ChunkedPlan,
  type RenderPlan,
} from '@framewright/timeline'
import { inParallel } from './in-parallel.ts'
import { storePlan } from './stored-plan.ts'
import { toWholePlan } from './whole-plan.ts'
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

/** Where the plan that is current cannot be carried through. What takes its place need not be one in chunks. */
export async function replan(
  plan: RenderPlan,
  fallbackReason: string | null,
  parts: ChunkedPlanParts,
): Promise<Work> {
  const chunking = chunksOf(plan)
  parts.attempt.log.add('worker', 'another plan takes over', { fallbackReason })
  return planned(
    chunking.kind === 'whole'
      ? await toWholePlan(plan, chunking, fallbackReason, parts)
      : await toChunkedPlan(plan, chunking.chunks, fallbackReason, parts),
  )
}

/** What was made is a plan: nothing that would have to be removed. */
export const planned = (plan: NewPlan): Work => ({ result: { kind: 'plan', plan }, discard: async () => {} })
