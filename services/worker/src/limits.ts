/** Pure: what one attempt may use at most. It follows from the work, so that nothing that only takes its time is ended. */
import type { WorkItem } from '@framewright/schemas'
import type { Timings } from './timings.ts'
import type { PlanData, RequestData } from './work-stream.ts'

export interface AttemptLimits {
  readonly durationMs: number
  /** Of one run of ffmpeg. */
  readonly cpuMs: number
  /** Of one run of ffmpeg: what this machine has, and not what the work is. */
  readonly memoryBytes: number
  /** Of what the attempt writes, what it reads aside. */
  readonly scratchBytes: number
}

export interface LimitOptions {
  readonly item: WorkItem
  readonly request: RequestData
  readonly planned: PlanData | null
  readonly timings: Pick<Timings, 'leastLimitMs' | 'mostLimitMs'>
  readonly memoryBytes: number
}

const msPerFrame = 5_000
const msPerMegapixel = 2_000
/** What a machine with more cores makes of the same time would be more than any film of ours needs. */
const coresAtOnce = 8

/** An output may be larger than the canvas, and has this many pixels then. */
const leastPixels = 3840 * 2160
/** A frame without any compression, twice: what is joined lies beside what it was joined from. */
const bytesPerPixel = 3
const leastScratchBytes = 1024 ** 3

export function limitsOf({ item, request, planned, timings, memoryBytes }: LimitOptions): AttemptLimits {
  const { width, height, presets } = request
  const frames = framesOf(item, request, planned) * Math.max(1, presets.length)
  const pixels = width * height
  const neededMs = frames * (msPerFrame + (msPerMegapixel * pixels) / 1e6)
  const durationMs = Math.min(timings.mostLimitMs, timings.leastLimitMs + neededMs)
  return {
    durationMs,
    cpuMs: coresAtOnce * durationMs,
    memoryBytes,
    scratchBytes: leastScratchBytes + frames * Math.max(pixels, leastPixels) * bytesPerPixel,
  }
}

/** The sound of a film is one chunk, which has no frames and is as long as all of them. */
function framesOf(item: WorkItem, request: RequestData, planned: PlanData | null): number {
  const ofChunk = item.kind === 'chunk' ? (planned?.chunkFrames?.[item.number] ?? 0) : 0
  return ofChunk > 0 ? ofChunk : request.frameCount
}
