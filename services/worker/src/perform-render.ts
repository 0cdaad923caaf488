/**
 * The work of a render: order ─▶ assets, timeline, plan ─▶ FFmpeg ─▶ verified files in storage; or, of a film that can be cut,
 * its plan in chunks, and that is all. In: an attempt. Out: the files, which are nothing yet: the caller's append makes them
 * the render's; or the plan, likewise. What does not depend on each other goes on at the same time; FFmpeg does not wait for
 * its plan to be on record, but the work does not end before it is. A GPU that fails leads to a second plan, for the CPU,
 * within the attempt; so does a source that cannot be copied.
 */
import { strict as assert } from 'node:assert'
import type { FfmpegProfile } from '@framewright/ffmpeg'
import type { Edit } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import {
  chunksOf,
  cpuEncoders,
  planWithoutCopies,
  type Chunking,
  type RenderPlan,
} from '@framewright/timeline'
import { allOrAbort } from './all-or-abort.ts'
import { planned, toChunkedPlan } from './chunked-plan.ts'
import { checkCopies, copyFailure } from './copy-fallback.ts'
import { encodersFor, gpuFailure } from './encoder-policy.ts'
import { encodeWithinSize, type Encoded } from './encode-within-size.ts'
import { storeOutputs } from './outputs.ts'
import { openPlanning, storePlan, type PlanWith } from './planning.ts'
import { openSources } from './sources.ts'
import type { Attempt, Work } from './work-item.ts'
import type { NewPlan } from './work-stream.ts'

export interface RenderPerformOptions {
  readonly storage: Storage
  readonly profile: FfmpegProfile
}

export async function performRender(
  attempt: Attempt,
  { storage, profile }: RenderPerformOptions,
): Promise<Work> {
  const { folder, log, progress, signal } = attempt
  progress.phase('planning')
  const { order, planWith } = await openPlanning(storage, attempt)
  const sources = openSources(storage, order, attempt)

  async function render({ plan, fallbackReason }: Chosen): Promise<Work> {
    const chunking = chunksOf(plan)
    if (chunking.kind === 'chunks')
      return planned(
        await toChunkedPlan(plan, chunking.chunks, fallbackReason, { storage, profile, attempt }),
      )
    return renderWhole(plan, fallbackReason, chunking)
  }

  async function renderWhole(plan: RenderPlan, fallbackReason: string | null, { why }: Whole): Promise<Work> {
    let encoded: Encoded | undefined
    async function fetchAndEncode(either: AbortSignal): Promise<void> {
      await sources.fetch(
        plan.sources.map(({ sha256 }) => sha256),
        either,
      )
      await checkCopies(plan, sources.pathOf, either)
      encoded = await encodeWithinSize(
        plan,
        { sourcePath: sources.pathOf, folder },
        { ...attempt, signal: either },
      )
    }
    const record = async (made: RenderPlan) =>
      attempt.recordPlan(await inlinePlan(made, fallbackReason, why, storage, profile))
    await allOrAbort(signal, [fetchAndEncode, () => record(plan)])
    assert(encoded !== undefined, 'both have ended well')
    // Made again with less, to fit a size: the last plan on record is that of the files.
    if (encoded.plan !== plan) await record(encoded.plan)
    return storeOutputs(encoded.plan, encoded.commands, storage, attempt)
  }

  const choice = encodersFor(order.edit, attempt.number, profile)
  let next: Chosen = { plan: planWith(choice), fallbackReason: choice.fallbackReason }
  for (;;) {
    try {
      return await render(next)
    } catch (error: unknown) {
      const other = signal.aborted ? null : otherPlan(error, next.plan, order.edit, planWith)
      if (other === null) throw error
      log.add('worker', 'another plan takes over', { reason: other.fallbackReason })
      next = other
    }
  }
}

type Whole = Extract<Chunking, { kind: 'whole' }>

interface Chosen {
  readonly plan: RenderPlan
  readonly fallbackReason: string | null
}

/** What takes over where a copy or a GPU fails; null where nothing would do better. Each time there is less to fail. */
function otherPlan(error: unknown, plan: RenderPlan, edit: Edit, planWith: PlanWith): Chosen | null {
  const ofCopy = copyFailure(error, plan)
  if (ofCopy !== null) return { plan: planWithoutCopies(plan), fallbackReason: ofCopy }
  const ofGpu = gpuFailure(error, plan, edit)
  if (ofGpu === null) return null
  return { plan: planWithoutCopies(planWith({ encoders: cpuEncoders })), fallbackReason: ofGpu }
}

/** The blob first, then the event that names it. */
async function inlinePlan(
  plan: RenderPlan,
  fallbackReason: string | null,
  wholeBecause: string,
  storage: Storage,
  { ffmpegBuild }: FfmpegProfile,
): Promise<NewPlan> {
  return {
    mode: 'inline',
    plan: await storePlan(storage, plan),
    encoder: plan.encoder,
    fallbackReason,
    pipelineVersion: plan.pipelineVersion,
    ffmpegBuild,
    frameCount: plan.frameCount,
    chunkCount: 1,
    hits: [],
    wholeBecause,
  }
}
