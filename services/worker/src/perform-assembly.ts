/**
 * The work of an assembly: the chunks of a plan ─▶ the finished files in storage. In: an attempt at a plan whose chunks were
 * all made. Out: the files, which are nothing yet: the caller's append makes them the render's. A chunk that is not in the
 * cache any more, or not as it was stored, leads to a new plan of the same film, in which it is no hit.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { assemblyCommands, checkJoinable } from '@framewright/ffmpeg'
import type { AssemblyWork } from '@framewright/schemas'
import { chunkKey, chunksOf, planWithoutCopies } from '@framewright/timeline'
import { fetchChunk, type FetchedChunk } from './cached-chunk.ts'
import { replan } from './chunked-plan.ts'
import { checkCopies, copiedIn, copyFailure } from './copy-fallback.ts'
import { encode } from './encode.ts'
import { inParallel } from './in-parallel.ts'
import { readOrder } from './order.ts'
import { storeOutputs } from './outputs.ts'
import type { RenderPerformOptions } from './perform-render.ts'
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

  const sources = openSources(storage, await readOrder(storage, attempt.request.order), attempt)
  try {
    await sources.fetch(copiedIn(plan), signal)
    await checkCopies(plan, sources.pathOf, signal)
    const pieces = chunks.map((chunk, number) => ({ ...chunk, paths: fetched.get(number)!.paths }))
    await checkJoinable(plan, pieces)
    const commands = assemblyCommands(plan, pieces, { sourcePath: sources.pathOf, folder })
    await encode(commands, attempt)
    return await storeOutputs(plan, commands, storage, attempt)
  } catch (error: unknown) {
    const reason = signal.aborted ? null : copyFailure(error, plan)
    if (reason === null) throw error
    return replan(planWithoutCopies(plan), reason, parts)
  }
}
