import type { EditOutput } from '@framewright/schemas'
import { secondsOfFrames } from '../resolve/exact-time.ts'
import type { FilmLength } from './output-limits.ts'
import type { Preset, VideoCodec } from './presets.ts'
import { refuse, type Findings } from '../resolve/problems.ts'
import type { VideoRate } from './planned-output.ts'
import type { ResolvedPicture } from '../resolved-timeline.ts'
import { bytesFor, bytesPerMegabyte, pictureKbpsWithin } from './size-target.ts'

/** How far a second may go beyond the average, and how many seconds of the average may come at once. */
const peakFactor = 1.5
const bufferSeconds = 2
/** ProRes has a rate of its own, and SVT-AV1 misses the one that it is asked for. */
const codecsWithRate: readonly VideoCodec[] = ['h264', 'hevc', 'vp9']
/** Below this there is no picture to speak of. */
const leastKbps = 50
const mostKbps = 50_000

type RateControl = Pick<ResolvedPicture, 'crf' | 'rate' | 'passes' | 'largestBytes'>

/** How an encoder is told how much it may spend: by a quality, by a rate, or by the size of the file. */
export function rateControlOf(
  output: EditOutput,
  preset: Preset,
  film: FilmLength,
  pointer: string,
  findings: Findings,
): RateControl {
  const { bitrateKbps, maxSizeMb, passes, crf } = output
  if (bitrateKbps === undefined && maxSizeMb === undefined) {
    if (passes !== undefined) {
      const message = 'an encoder that goes by a quality has nothing to share out'
      const remedy = 'Say bitrateKbps or maxSizeMb, or leave it out.'
      refuse(findings, 'PASSES_WITHOUT_RATE', `${pointer}/passes`, message, remedy)
    }
    return { crf: crfOf(output, preset, pointer, findings) }
  }
  const key = bitrateKbps === undefined ? 'maxSizeMb' : 'bitrateKbps'
  if (crf !== undefined) {
    refuse(
      findings,
      'CRF_WITH_BITRATE',
      `${pointer}/${key}`,
      'the output asks for a quality and for a rate',
      `Leave out one of crf and ${key}.`,
    )
  }
  if (bitrateKbps !== undefined && maxSizeMb !== undefined) {
    const message = 'the output asks for a rate and for a size'
    const remedy = 'Leave out one of bitrateKbps and maxSizeMb.'
    refuse(findings, 'BITRATE_WITH_SIZE', `${pointer}/maxSizeMb`, message, remedy)
  }
  const at = `${pointer}/${key}`
  if (preset.video === null || !codecsWithRate.includes(preset.video.codec)) {
    const message = `the preset ${preset.name} cannot be asked for a rate`
    refuse(findings, 'BITRATE_OUT_OF_RANGE', at, message, 'Leave it out, or use another preset.')
    return { crf: null }
  }
  // libvpx in a single pass misses its rate by half.
  const isTwice = passes === 2 || maxSizeMb !== undefined || preset.video.codec === 'vp9'
  const twice = isTwice ? ({ passes: 2 } as const) : {}
  if (bitrateKbps !== undefined)
    return { crf: null, rate: rateOf(bitrateKbps, preset, film, at, findings), ...twice }
  const largestBytes = Math.floor((maxSizeMb ?? 0) * bytesPerMegabyte)
  return { crf: null, rate: rateWithin(largestBytes, preset, film, at, findings), ...twice, largestBytes }
}

/** So much that picture, sound and container fit into the size. */
function rateWithin(
  largestBytes: number,
  preset: Preset,
  film: FilmLength,
  pointer: string,
  findings: Findings,
): VideoRate {
  const fitting = pictureKbpsWithin(largestBytes, preset.audio, film)
  // Nothing is known of the length of a film without clips, which is refused for that.
  if (fitting < leastKbps && film.frameCount > 0) {
    const least = Math.ceil(bytesFor(leastKbps, preset.audio, film) / 10_000) / 100
    refuse(
      findings,
      'SIZE_TOO_SMALL',
      pointer,
      `there would be ${Math.max(0, fitting)} kbit/s left for the picture`,
      `Use ${least} at least, make the film shorter, or use another preset.`,
    )
  }
  return rateFor(Math.max(leastKbps, Math.min(fitting, mostOf(preset, film), mostKbps)), preset)
}

function rateOf(
  averageKbps: number,
  preset: Preset,
  film: FilmLength,
  pointer: string,
  findings: Findings,
): VideoRate {
  const most = mostOf(preset, film)
  if (averageKbps > most) {
    const message = `at ${averageKbps} kbit/s the file would be more than ${preset.limits?.of ?? preset.name} takes`
    const remedy = `Use ${most} at most, or make the film shorter, or use another preset.`
    refuse(findings, 'BITRATE_OUT_OF_RANGE', pointer, message, remedy)
  }
  return rateFor(averageKbps, preset)
}

export const rateFor = (averageKbps: number, { limits }: Preset): VideoRate => ({
  averageKbps,
  peakKbps: Math.min(Math.round(peakFactor * averageKbps), limits?.videoKilobitsPerSecond ?? Infinity),
  bufferKbits: bufferSeconds * averageKbps,
})

/** By the rate and by the size that the place takes which the output is made for. */
function mostOf({ limits, audio }: Preset, { frameCount, rate }: FilmLength): number {
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
