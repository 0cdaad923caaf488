import type { EditOutput } from '@framewright/schemas'
import { secondsOfFrames } from './exact-time.ts'
import type { FilmLength } from './output-limits.ts'
import type { Preset, VideoCodec } from './presets.ts'
import { refuse, type Findings } from './problems.ts'
import type { VideoRate } from './planned-output.ts'
import type { ResolvedPicture } from './resolved-timeline.ts'

/** How far a second may go beyond the average, and how many seconds of the average may come at once. */
const peakFactor = 1.5
const bufferSeconds = 2
/** libvpx in a single pass misses the rate that it is asked for by half, and ProRes has one of its own. */
const codecsWithRate: readonly VideoCodec[] = ['h264', 'hevc']

/** How an encoder is told how much it may spend: by a quality, or by a rate. */
export function rateControlOf(
  output: EditOutput,
  preset: Preset,
  film: FilmLength,
  pointer: string,
  findings: Findings,
): Pick<ResolvedPicture, 'crf' | 'rate'> {
  if (output.bitrateKbps === undefined) return { crf: crfOf(output, preset, pointer, findings) }
  if (output.crf !== undefined) {
    refuse(
      findings,
      'CRF_WITH_BITRATE',
      `${pointer}/bitrateKbps`,
      'the output asks for a quality and for a rate',
      'Leave out one of crf and bitrateKbps.',
    )
  }
  return { crf: null, rate: rateOf(output.bitrateKbps, preset, film, `${pointer}/bitrateKbps`, findings) }
}

function rateOf(
  averageKbps: number,
  preset: Preset,
  film: FilmLength,
  pointer: string,
  findings: Findings,
): VideoRate {
  const most = mostKbps(preset, film)
  const peakKbps = Math.min(
    Math.round(peakFactor * averageKbps),
    preset.limits?.videoKilobitsPerSecond ?? Infinity,
  )
  if (preset.video === null || !codecsWithRate.includes(preset.video.codec)) {
    const message = `the preset ${preset.name} cannot be asked for a rate`
    refuse(findings, 'BITRATE_OUT_OF_RANGE', pointer, message, 'Leave it out, or use another preset.')
  } else if (averageKbps > most) {
    const message = `at ${averageKbps} kbit/s the file would be more than ${preset.limits?.of ?? preset.name} takes`
    const remedy = `Use ${most} at most, or make the film shorter, or use another preset.`
    refuse(findings, 'BITRATE_OUT_OF_RANGE', pointer, message, remedy)
  }
  return { averageKbps, peakKbps, bufferKbits: bufferSeconds * averageKbps }
}

/** By the rate and by the size that the place takes which the output is made for. */
function mostKbps({ limits, audio }: Preset, { frameCount, rate }: FilmLength): number {
  const { videoKilobitsPerSecond: byRate = null, largestBytes = null } = limits ?? {}
  const bySize =
    largestBytes === null
      ? Infinity
      : (largestBytes * 8) / 1000 / secondsOfFrames(frameCount, rate) - (audio?.kilobitsPerSecond ?? 0)
  return Math.floor(Math.min(byRate ?? Infinity, bySize))
}

function crfOf(output: EditOutput, preset: Preset, pointer: string, findings: Findings): number | null {
  const range = preset.video?.crf ?? null
  if (output.crf === undefined) return range?.default ?? null
  if (range !== null && output.crf >= range.min && output.crf <= range.max) return output.crf
  refuse(
    findings,
    'CRF_OUT_OF_RANGE',
    `${pointer}/crf`,
    range === null
      ? `the preset ${preset.name} has no crf`
      : `${output.crf} is not among ${range.min} to ${range.max}, the range of the preset ${preset.name}`,
    range === null
      ? 'Leave it out.'
      : `Use ${range.min} to ${range.max}, or leave it out for ${range.default}.`,
  )
  return null
}
