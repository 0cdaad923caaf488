/**
 * The work of a chunk: plan ─▶ its part of it ─▶ FFmpeg ─▶ verified files in the cache. In: an attempt. Out: the chunk under
 * its key, which is nothing to anybody before its manifest is there; dies the worker on the way, the next one makes it
 * anew, or finds it. Where the plan cannot be carried through here, another one takes its place.
 */
import { buildCommands } from '@framewright/ffmpeg'
import type { ChunkManifest, ChunkWork } from '@framewright/schemas'
import { chunkAt, chunkKey, cpuEncoders, type RenderPlan } from '@framewright/timeline'
import { fetchChunk, manifestSha256, storeChunk, type MadeFile } from './cached-chunk.ts'
import { finishChunk } from './chunk-files.ts'
import { replan } from './chunked-plan.ts'
import { encode } from './encode.ts'
import { encodersFor, gpuFailure, isOnGpu } from './encoder-policy.ts'
import { openPlanning, type Planning } from './planning.ts'
import type { RenderPerformOptions } from './perform-render.ts'
import { openSources } from './sources.ts'
import { readChunkedPlan } from './stored-plan.ts'
import type { Attempt, Work } from './work-item.ts'

const fileWorkMs = 10 * 60_000
/** What is in the cache may be of use to somebody else. */
const discard = async () => {}

export async function performChunk(
  attempt: Attempt<ChunkWork>,
  { storage, profile }: RenderPerformOptions,
): Promise<Work> {
  const { item, folder, progress, signal } = attempt
  const parts = { storage, profile, attempt }
  progress.phase('planning')
  const stored = await readChunkedPlan(storage, attempt.planned)
  const chunk = chunkAt(stored.plan, item.number, stored.keys.length)
  const key = stored.keys[item.number] ?? ''
  // Another build of ffmpeg, or one of ours that would cut it otherwise.
  if (chunk === null || chunkKey(chunk, profile.ffmpegBuild) !== key)
    return replan(stored.plan, attempt.planned?.fallbackReason ?? null, parts)

  const found = await fetchChunk(key, folder, storage, attempt)
  if (found !== null) return rendered(found.manifest, true)

  const planning = await openPlanning(storage, attempt)
  const earlier = gpuGivenUp(stored.plan, planning)
  if (earlier !== null) return replan(planning.planWith({ encoders: cpuEncoders }), earlier, parts)
  try {
    return rendered(await storeChunk(key, await make(chunk.plan, planning), storage), false)
  } catch (error: unknown) {
    const reason = signal.aborted ? null : gpuFailure(error, stored.plan, planning.order.edit)
    if (reason === null) throw error
    return replan(planning.planWith({ encoders: cpuEncoders }), reason, parts)
  }

  async function make(plan: RenderPlan, { order }: Planning): Promise<MadeFile[]> {
    const sources = openSources(storage, order, attempt)
    await sources.fetch(
      plan.sources.map(({ sha256 }) => sha256),
      signal,
    )
    const commands = buildCommands(plan, { sourcePath: sources.pathOf, folder })
    await encode(commands, attempt)
    progress.phase('verifying', fileWorkMs)
    const files = await finishChunk(plan, commands, { timeoutMs: fileWorkMs, signal })
    progress.phase('storing', fileWorkMs)
    return files
  }

  function rendered(manifest: ChunkManifest, reused: boolean): Work {
    const sizeBytes = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0)
    const frameCount = attempt.planned?.chunkFrames?.[item.number] ?? 0
    const sha256 = manifestSha256(manifest)
    return { result: { kind: 'chunk', rendered: { key, sha256, sizeBytes, frameCount, reused } }, discard }
  }

  /** A driver that hangs leaves no error to go by, only an attempt that did not end well. */
  function gpuGivenUp(plan: RenderPlan, { order }: Planning): string | null {
    if (!isOnGpu(plan) || attempt.number === 1) return null
    return encodersFor(order.edit, attempt.number, profile).fallbackReason
  }
}
