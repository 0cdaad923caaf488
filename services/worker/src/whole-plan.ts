/** A plan of a film in one piece, on its way into an event. The blob first, then the event that names it. */
import type { FfmpegProfile } from '@framewright/ffmpeg'
import type { Storage } from '@framewright/storage'
import type { Chunking, RenderPlan } from '@framewright/timeline'
import { storePlan } from './stored-plan.ts'
import type { NewPlan } from './work-stream.ts'

export type Whole = Extract<Chunking, { kind: 'whole' }>

export async function toWholePlan(
  plan: RenderPlan,
  { why }: Whole,
  fallbackReason: string | null,
  { storage, profile }: { readonly storage: Storage; readonly profile: Pick<FfmpegProfile, 'ffmpegBuild'> },
): Promise<NewPlan> {
  return {
    mode: 'inline',
    plan: await storePlan(storage, plan),
    encoder: plan.encoder,
    fallbackReason,
    pipelineVersion: plan.pipelineVersion,
    ffmpegBuild: profile.ffmpegBuild,
    frameCount: plan.frameCount,
    chunkCount: 1,
    hits: [],
    wholeBecause: why,
  }
}
