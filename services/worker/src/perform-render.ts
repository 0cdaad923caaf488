/**
 * The work of a render: order ─▶ assets, timeline, plan ─▶ FFmpeg ─▶ verified files in storage. In: an attempt. Out: the
 * files, which are nothing yet: the caller's append makes them the render's. What does not depend on each other goes on at
 * the same time; FFmpeg does not wait for its plan to be on record, but the work does not end before it is. A GPU that fails
 * leads to a second plan, for the CPU, within the attempt; so does a source that cannot be copied.
 */
import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FfmpegProfile } from '@framewright/ffmpeg'
import { canonicalJson, planKey, type Edit, type RenderOrder } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import {
  cpuEncoders,
  pipelineOf,
  planWithoutCopies,
  versionFor,
  type EncoderChoice,
  type Pipeline,
  type RenderPlan,
  type ResolvedTimeline,
} from '@framewright/timeline'
import { allOrAbort } from './all-or-abort.ts'
import { fetchAssets } from './assets.ts'
import { checkCopies, copyFailure } from './copy-fallback.ts'
import { encodersFor, gpuFailure } from './encoder-policy.ts'
import { encodeWithinSize, type Encoded } from './encode-within-size.ts'
import { WorkFault } from './errors.ts'
import { readOrder } from './order.ts'
import { storeOutputs } from './outputs.ts'
import type { Attempt, Perform, Work } from './work-item.ts'

export interface RenderPerformOptions {
  readonly storage: Storage
  readonly profile: FfmpegProfile
}

const sourcesFolder = 'sources'

export function createRenderPerform({ storage, profile }: RenderPerformOptions): Perform {
  return async (attempt) => {
    const { folder, log, progress, request, signal } = attempt
    progress.phase('planning')
    const order = await readOrder(storage, request.order)
    const pipeline = pipelineOf(versionFor(order.edit))
    const timeline = timelineOf(order, pipeline)
    const sourcePath = (sha256: string) => join(folder, sourcesFolder, sha256)
    const planWith = ({ encoders }: Pick<EncoderChoice, 'encoders'>) =>
      pipeline.planRender(timeline, { encoders, projectId: request.projectId })
    const sources = fetchOnce((plan, signalled) => fetchSources(plan, order, storage, sourcePath, signalled))

    async function render(plan: RenderPlan, fallbackReason: string | null): Promise<Work> {
      let encoded: Encoded | undefined
      async function fetchAndEncode(either: AbortSignal): Promise<void> {
        const signalled = { ...attempt, signal: either }
        await sources(plan, signalled)
        await checkCopies(plan, sourcePath, either)
        encoded = await encodeWithinSize(plan, { sourcePath, folder }, signalled)
      }
      const record = (made: RenderPlan) => putOnRecord(made, fallbackReason, attempt, storage, profile)
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
        return await render(next.plan, next.fallbackReason)
      } catch (error: unknown) {
        const other = signal.aborted ? null : otherPlan(error, next.plan, order.edit, planWith)
        if (other === null) throw error
        log.add('worker', 'another plan takes over', { reason: other.fallbackReason })
        next = other
      }
    }
  }
}

interface Chosen {
  readonly plan: RenderPlan
  readonly fallbackReason: string | null
}

/** What takes over where a copy or a GPU fails; null where nothing would do better. Each time there is less to fail. */
function otherPlan(
  error: unknown,
  plan: RenderPlan,
  edit: Edit,
  planWith: (choice: Pick<EncoderChoice, 'encoders'>) => RenderPlan,
): Chosen | null {
  const ofCopy = copyFailure(error, plan)
  if (ofCopy !== null) return { plan: planWithoutCopies(plan), fallbackReason: ofCopy }
  const ofGpu = gpuFailure(error, plan, edit)
  if (ofGpu === null) return null
  return { plan: planWithoutCopies(planWith({ encoders: cpuEncoders })), fallbackReason: ofGpu }
}

function timelineOf(order: RenderOrder, { resolveEdit }: Pipeline): ResolvedTimeline {
  const assets = new Map(order.assets.map((asset) => [asset.assetId, asset]))
  const resolution = resolveEdit(order.edit, assets)
  if (resolution.ok) return resolution.timeline
  const problems = resolution.problems.map(({ pointer, message }) => `${pointer}: ${message}`)
  throw new WorkFault('PLAN_INVALID', `the edit cannot be rendered: ${problems.join('; ')}`)
}

type Fetch = (plan: RenderPlan, attempt: Attempt) => Promise<void>

/** A second plan of the same edit reads what the first one did. */
function fetchOnce(fetch: Fetch): Fetch {
  let isDone = false
  return async (plan, attempt) => {
    if (isDone) return
    await fetch(plan, attempt)
    isDone = true
  }
}

async function fetchSources(
  { sources }: RenderPlan,
  { assets }: RenderOrder,
  storage: Storage,
  pathOf: (sha256: string) => string,
  { folder, signal, progress }: Attempt,
): Promise<void> {
  progress.phase('fetching')
  await mkdir(join(folder, sourcesFolder))
  const isRead = new Set(sources.map(({ sha256 }) => sha256))
  const read = assets.filter(({ sha256 }) => isRead.has(sha256))
  await fetchAssets({ storage, assets: read, pathOf, signal, onBytes: () => progress.moved() })
}

/** The blob first, then the event that names it. */
async function putOnRecord(
  plan: RenderPlan,
  fallbackReason: string | null,
  attempt: Attempt,
  storage: Storage,
  profile: FfmpegProfile,
): Promise<void> {
  const json = canonicalJson(plan)
  const sha256 = createHash('sha256').update(json).digest('hex')
  await storage.putBytes(planKey(sha256), json, { ifAbsent: true })
  await attempt.recordPlan({
    mode: 'inline',
    plan: { sha256, sizeBytes: Buffer.byteLength(json) },
    encoder: plan.encoder,
    fallbackReason,
    pipelineVersion: plan.pipelineVersion,
    ffmpegBuild: profile.ffmpegBuild,
    frameCount: plan.frameCount,
    chunkCount: 1,
    hits: [],
  })
}
