/**
 * How much of a film would have to be rendered. In: its plan. Out: its chunks, and which of them are in the cache. The key of
 * a chunk names the FFmpeg that made it, so this is known while all workers of the lane have one build.
 */
import { chunkManifestKey, type DryRun, type Lane } from '@framewright/schemas'
import { chunkKey, chunksOf, framesIn, type RenderPlan } from '@framewright/timeline'
import type { ApiDeps } from './api-deps.ts'
import { atOnce } from './at-once.ts'

export type ChunkForecast = Pick<DryRun, 'chunks' | 'wholeBecause' | 'framesToRender' | 'warnings'>

/** A film may have some 700 chunks, and storage may be far away. */
const looksAtOnce = 32

export async function forecastChunks(
  { storage, workers }: Pick<ApiDeps, 'storage' | 'workers'>,
  plan: RenderPlan,
  lane: Lane,
): Promise<ChunkForecast> {
  const chunking = chunksOf(plan)
  if (chunking.kind === 'whole') {
    return { chunks: [], wholeBecause: chunking.why, framesToRender: plan.frameCount, warnings: [] }
  }
  const builds = new Set(
    workers.alive().flatMap((one) => (one.lanes.includes(lane) ? [one.ffmpegBuild] : [])),
  )
  const [build] = builds
  const chunks = await atOnce(looksAtOnce, [...chunking.chunks.entries()], async ([number, chunk]) => {
    const { kind, span } = chunk
    const key = build === undefined || builds.size > 1 ? null : chunkKey(chunk, build)
    const hit = key === null ? null : (await storage.stat(chunkManifestKey(key))) !== null
    return { number, kind, startFrame: span.startFrame, frameCount: framesIn(span), key, hit }
  })
  const missing = chunks.filter(({ kind, hit }) => kind === 'pictures' && hit === false)
  return {
    chunks,
    wholeBecause: null,
    framesToRender: builds.size === 1 ? missing.reduce((sum, { frameCount }) => sum + frameCount, 0) : null,
    warnings: builds.size === 1 ? [] : [unknownHits(builds.size, lane)],
  }
}

function unknownHits(builds: number, lane: Lane): DryRun['warnings'][number] {
  const why =
    builds === 0
      ? `no worker of the lane ${lane} is alive`
      : `the workers of the lane ${lane} have ${builds} builds of FFmpeg`
  return {
    pointer: '',
    code: 'CACHE_UNKNOWN',
    message: `it cannot be said which chunks are in the cache: ${why}`,
  }
}
