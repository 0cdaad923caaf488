import type { Lane } from '@framewright/schemas'
import { presetNamed, type VideoCodec } from '../outputs/presets.ts'
import type { ResolvedOutput } from '../resolved-timeline.ts'

/** What a pixel costs to encode, against one of H.264 at our settings. A still is but one frame. */
const codecWeight: Readonly<Record<VideoCodec, number>> = {
  h264: 1,
  prores: 0.5,
  vp9: 3,
  hevc: 4,
  av1: 2.5,
  png: 0,
  mjpeg: 0,
  gif: 3,
}
/** Decoding and compositing a pixel, against encoding one. */
export const compositeWeight = 0.3
/** Decoding a pixel that is not shown, because its clip runs fast, against encoding one. */
const skippedWeight = 0.15
/**
 * What counts as small: about a minute of 1080p at 30 frames a second in H.264. Smaller work must never wait behind
 * a film, which is what the two lanes are for.
 */
const smallWork = 5e9

/** Pixels that are encoded, weighted by what they cost. */
export function workOf(
  canvas: { readonly width: number; readonly height: number },
  frameCount: number,
  outputs: readonly ResolvedOutput[],
): number {
  const pictures = outputs
    .filter((output) => output.picture !== null)
    .filter(({ copy }) => copy === undefined)
  if (pictures.length === 0) return 0
  const encoded = pictures.reduce((sum, { width, height, preset, passes = 1, lower = [] }) => {
    const codec = presetNamed(preset)?.video?.codec ?? 'h264'
    const pixels = [{ width, height }, ...lower].reduce((all, size) => all + size.width * size.height, 0)
    return sum + pixels * codecWeight[codec] * passes
  }, 0)
  return frameCount * (canvas.width * canvas.height * compositeWeight + encoded)
}

/** Of pixels that are decoded and then left out. */
export const skippedWork = (pixels: readonly number[]): number =>
  skippedWeight * pixels.reduce((sum, one) => sum + one, 0)

export function laneOf(work: number): Lane {
  return work <= smallWork ? 'cpu-s' : 'cpu-l'
}
