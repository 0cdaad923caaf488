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
import { chunksOf, cpuEncoders, planWithoutCopies, type RenderPlan } from '@framewright/timeline'
import { allOrAbort } from './all-or-abort.ts'
import { planned, toChunkedPlan } from './chunked-plan.ts'
import { checkCopies, copyFailure } from './copy-fallback.ts'
import { encodersFor, gpuFailure, isOnGpu } from './encoder-policy.ts'
import { encodeWithinSize, type Encoded } from './encode-within-size.ts'
import { storeOutputs } from './outputs.ts'
import { openPlanning, type PlanWith, type Planning } from './planning.ts'
import { openSources } from './sources.ts'
import { readWholePlan } from './stored-plan.ts'
import { toWholePlan, type Whole } from './whole-plan.ts'
import type { Attempt, Work } from './work-item.ts'

export interface RenderPerformOptions {
  readonly storage: Storage
  readonly profile: FfmpegProfile
}

export async function performRender(
  attempt: Attempt,
  { storage, profile }: RenderPerformOptions,
): Promise<Work> {
  const { folder, log, progress, signal } = attempt
  const parts = { storage, profile, attempt }
  progress.phase('planning')
  const planning = await openPlanning(storage, attempt)
  const { order, planWith } = planning
  const sources = openSources(storage, order, attempt)

  async function render({ plan, fallbackReason }: Chosen): Promise<Work> {
    const chunking = chunksOf(plan)
    if (chunking.kind === 'chunks')
      return planned(await toChunkedPlan(plan, chunking.chunks, fallbackReason, parts))
    return renderWhole(plan, fallbackReason, chunking)
  }

  async function renderWhole(plan: RenderPlan, fallbackReason: string | null, whole: Whole): Promise<Work> {
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
      attempt.recordPlan(await toWholePlan(made, whole, fallbackReason, parts))
    await allOrAbort(signal, [fetchAndEncode, () => record(plan)])
    assert(encoded !== undefined, 'both have ended well')
    // Made again with less, to fit a size: the last plan on record is that of the files.
    if (encoded.plan !== plan) await record(encoded.plan)
    return storeOutputs(encoded.plan, encoded.commands, storage, attempt)
  }

  let next = await firstPlan(attempt, planning, { storage, profile })
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

interface Chosen {
  readonly plan: RenderPlan
  readonly fallbackReason: string | null
}

/**
 * The plan that took the place of one in chunks says what that one could not, so it is gone by; but a GPU is asked as in any
 * attempt: not, after one that did not end well.
 */
async function firstPlan(
  attempt: Attempt,
  { order, planWith }: Planning,
  { storage, profile }: RenderPerformOptions,
): Promise<Chosen> {
  if (attempt.planned !== null) {
    const plan = await readWholePlan(storage, attempt.planned)
    if (!isOnGpu(plan)) return { plan, fallbackReason: attempt.planned.fallbackReason }
  }
  const choice = encodersFor(order.edit, attempt.number, profile)
  return { plan: planWith(choice), fallbackReason: choice.fallbackReason }
}

/** What takes over where a copy or a GPU fails; null where nothing would do better. Each time there is less to fail. */
function otherPlan(error: unknown, plan: RenderPlan, edit: Edit, planWith: PlanWith): Chosen | null {
  const ofCopy = copyFailure(error, plan)
  if (ofCopy !== null) return { plan: planWithoutCopies(plan), fallbackReason: ofCopy }
  const ofGpu = gpuFailure(error, plan, edit)
  if (ofGpu === null) return null
  return { plan: planWithoutCopies(planWith({ encoders: cpuEncoders })), fallbackReason: ofGpu }
}
