/**
 * The work of an assembly: the chunks of a plan ─▶ the finished files in storage. In: an attempt at a plan whose chunks were
 * all made. Out: the files, which are nothing yet: the caller's append makes them the render's. A chunk that is not in the
 * cache any more, or not as it was stored, leads to a new plan of the same film, in which it is no hit. So do chunks that do
 * not join, as those of two GPUs may not: to one for the CPU, or to one in which the odd ones are made anew.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { assemblyCommands, checkJoinable, ChunksUnlike } from '@framewright/ffmpeg'
import type { AssemblyWork, MeasuredLoudness } from '@framewright/schemas'
import {
  chunkKey,
  chunksOf,
  cpuEncoders,
  isSameSound,
  planWithoutCopies,
  type Chunk,
  type PlannedAudio,
} from '@framewright/timeline'
import { dropChunk, fetchChunk, type FetchedChunk } from './cached-chunk.ts'
import { replan } from './chunked-plan.ts'
import { checkCopies, copiedIn, copyFailure } from './copy-fallback.ts'
import { encode } from './encode.ts'
import { gpuFailure } from './encoder-policy.ts'
import { inParallel } from './in-parallel.ts'
import { storeOutputs } from './outputs.ts'
import type { RenderPerformOptions } from './perform-render.ts'
import { openPlanning } from './planning.ts'
import { openSources } from './sources.ts'
import { readChunkedPlan } from './stored-plan.ts'
import type { Attempt, Work } from './work-item.ts'

export async function performAssembly(
  attempt: Attempt<AssemblyWork>,
  { storage, profile }: RenderPerformOptions,
): Promise<Work> {
  const { folder, log, progress, signal } = attempt
  const parts = { storage, profile, attempt }
  progress.phase('fetching')
  const { plan, keys } = await readChunkedPlan(storage, attempt.planned)
  const chunking = chunksOf(plan)
  const chunks = chunking.kind === 'chunks' ? chunking.chunks : []
  const ownKeys = chunks.map((chunk) => chunkKey(chunk, profile.ffmpegBuild))
  // Another build of ffmpeg, or one of ours that would cut it otherwise.
  if (!isDeepStrictEqual(ownKeys, keys)) return replan(plan, attempt.planned?.fallbackReason ?? null, parts)

  const fetched = new Map<number, FetchedChunk>()
  await inParallel([...keys.entries()], signal, async ([number, key], either) => {
    const home = join(folder, `chunk-${number}`)
    await mkdir(home)
    const chunk = await fetchChunk(key, home, storage, { ...attempt, signal: either })
    if (chunk !== null) fetched.set(number, chunk)
  })
  if (fetched.size < chunks.length) {
    log.add('worker', 'chunks are missing', { missing: chunks.length - fetched.size })
    return replan(plan, attempt.planned?.fallbackReason ?? null, parts)
  }

  const planning = await openPlanning(storage, attempt)
  const sources = openSources(storage, planning.order, attempt)
  try {
    await sources.fetch(copiedIn(plan), signal)
    await checkCopies(plan, sources.pathOf, signal)
    const pieces = chunks.map((chunk, number) => ({ ...chunk, paths: fetched.get(number)!.paths }))
    await checkJoinable(plan, pieces)
    const commands = assemblyCommands(plan, pieces, { sourcePath: sources.pathOf, folder })
    await encode(commands, attempt)
    return await storeOutputs(plan, commands, storage, attempt, (audio) => loudnessIn(chunks, fetched, audio))
  } catch (error: unknown) {
    if (error instanceof ChunksUnlike) return replanUnlike(error)
    const reason = signal.aborted ? null : copyFailure(error, plan)
    if (reason === null) throw error
    return replan(planWithoutCopies(plan), reason, parts)
  }

  async function replanUnlike(error: ChunksUnlike): Promise<Work> {
    log.add('worker', 'the chunks do not join', { reason: error.message })
    const ofGpu = gpuFailure(error, plan, planning.order.edit)
    if (ofGpu !== null) return replan(planning.planWith({ encoders: cpuEncoders }), ofGpu, parts)
    for (const number of error.odd) await dropChunk(keys[number]!, storage)
    return replan(plan, attempt.planned?.fallbackReason ?? null, parts)
  }
}

/** Undefined for a chunk that was stored before its sound was measured with it. */
function loudnessIn(
  chunks: readonly Chunk[],
  fetched: ReadonlyMap<number, FetchedChunk>,
  audio: PlannedAudio,
): MeasuredLoudness | undefined {
  const number = chunks.findIndex(({ kind }) => kind === 'sound')
  const output = chunks[number]?.plan.outputs.find(
    (one) => one.audio !== null && isSameSound(one.audio, audio),
  )
  return fetched.get(number)?.manifest.files.find(({ name }) => name === output?.name)?.loudness
}
