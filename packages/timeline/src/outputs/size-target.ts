import { secondsOfFrames } from '../resolve/exact-time.ts'
import type { FilmLength } from './output-limits.ts'
import type { PlannedFilm, PlannedOutput } from './planned-output.ts'
import type { PresetAudio } from './presets/preset.ts'
import type { RenderPlan } from '../render-plan.ts'

export const bytesPerMegabyte = 1_000_000

/** What the lists of a container take: for itself, for each frame, and for each block of sound. */
const containerBytes = 4096
const bytesPerFrame = 20
const bytesPerBlock = 12
const soundBlocksPerSecond = 50
/** Encoders of sound go by an average of their own, and what they are asked for is not quite what comes. */
const soundSlack = 1.08
/** Two passes hit their rate to within a few hundredths, where a film is not over in a few seconds. */
const pictureShare = 0.97
/** What a second try leaves free below what would just fit. */
const retryShare = 0.96

/** Kilobits a second that are left for the picture; also below nothing. */
export function pictureKbpsWithin(largestBytes: number, audio: PresetAudio | null, film: FilmLength): number {
  const left = largestBytes - besidePicture(audio, film)
  return Math.floor((pictureShare * left * 8) / 1000 / secondsOf(film))
}

/** The other way round: the size that leaves so much. */
export const bytesFor = (kbps: number, audio: PresetAudio | null, film: FilmLength): number =>
  Math.ceil(besidePicture(audio, film) + ((kbps + 1) * 1000 * secondsOf(film)) / 8 / pictureShare)

function besidePicture(audio: PresetAudio | null, film: FilmLength): number {
  const soundKbps = soundSlack * (audio?.kilobitsPerSecond ?? 0)
  const blocks = audio === null ? 0 : bytesPerBlock * soundBlocksPerSecond
  return (
    containerBytes + bytesPerFrame * film.frameCount + secondsOf(film) * ((soundKbps * 1000) / 8 + blocks)
  )
}

const secondsOf = ({ frameCount, rate }: FilmLength): number => secondsOfFrames(frameCount, rate)

/**
 * The same plan with less for the pictures of files that have become too large; null where none has. `bytesOf` says how
 * large a file is. What is beyond its size is taken from the picture alone, since the rest cannot be had for less.
 */
export function planSmaller(plan: RenderPlan, bytesOf: (name: string) => number): RenderPlan | null {
  const outputs = plan.outputs.map((output) => smaller(output, bytesOf(output.name), plan))
  return outputs.some((output, at) => output !== plan.outputs[at]) ? { ...plan, outputs } : null
}

function smaller(output: PlannedOutput, bytes: number, { frameCount, frameRate }: RenderPlan): PlannedOutput {
  if (output.video === null || !('rate' in output.video) || output.video.rate === undefined) return output
  const { largestBytes } = output.expected
  if (largestBytes === undefined || bytes <= largestBytes) return output
  const beyondKbps = ((bytes - largestBytes) * 8) / 1000 / secondsOfFrames(frameCount, frameRate)
  const { averageKbps, peakKbps, bufferKbits } = output.video.rate
  // What is too much may have been spent by rate that was not asked for: at least its share of the whole goes.
  const share = Math.min((averageKbps - beyondKbps) / averageKbps, largestBytes / bytes) * retryShare
  const scale = (value: number) => Math.max(1, Math.floor(value * share))
  const rate = { averageKbps: scale(averageKbps), peakKbps: scale(peakKbps), bufferKbits: scale(bufferKbits) }
  const video: PlannedFilm = { ...output.video, rate }
  return { ...output, video }
}
