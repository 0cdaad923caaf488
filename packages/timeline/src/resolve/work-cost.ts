import type { Lane, WorkCost } from '@framewright/schemas'
import { threadsFor } from '../outputs/encoder-threads.ts'
import { presetNamed, type VideoCodec } from '../outputs/presets.ts'
import type { ResolvedOutput } from '../resolved-timeline.ts'
import type { Size } from './placement.ts'

/** How much of its threads an encoder keeps busy, against x264; the same goes for its memory. Stills are no load. */
const loadOfThread: Readonly<Record<VideoCodec, number>> = {
  h264: 1,
  prores: 1,
  vp9: 1,
  hevc: 2,
  av1: 2,
  png: 0,
  mjpeg: 0,
  gif: 0.5,
}
const threadsOfSlot = 4
/** Decoding and compositing a canvas, against encoding it. */
const canvasLoad = 0.5

/** What a film asks of a worker, all of its outputs being encoded at once. */
export function costOfWork(
  work: number,
  canvas: Size,
  { outputs, lane }: { readonly outputs: readonly ResolvedOutput[]; readonly lane: Lane },
): WorkCost {
  const encoding = outputs.reduce((sum, output) => sum + loadOf(output, lane), 0)
  const composing = threadsFor(canvas.width * canvas.height) * canvasLoad
  const slots = Math.ceil(Math.max(encoding, composing) / threadsOfSlot)
  return { slots: Math.max(1, slots), work: Math.max(1, Math.ceil(work / 1e6)) }
}

function loadOf(output: ResolvedOutput, lane: Lane): number {
  if (output.picture === null || output.copy !== undefined) return 0
  const codec = presetNamed(output.preset)?.video?.codec ?? 'h264'
  const isOnGpu = lane === 'gpu' && (codec === 'h264' || codec === 'hevc')
  return [output, ...(output.lower ?? [])].reduce((sum, { width, height }) => {
    // One session of a GPU is a slot, whatever its size.
    return sum + (isOnGpu ? threadsOfSlot : threadsFor(width * height) * loadOfThread[codec])
  }, 0)
}
