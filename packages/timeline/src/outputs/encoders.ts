import { encoderFamilies, type EncoderFamily, type RenderPolicy } from '@framewright/schemas'
import type { VideoCodec } from './presets.ts'

/** Which encoder makes which codec. */
export type Encoders = Readonly<Record<VideoCodec, string>>

export const cpuEncoders: Encoders = {
  h264: 'libx264',
  hevc: 'libx265',
  vp9: 'libvpx-vp9',
  av1: 'libsvtav1',
  prores: 'prores_ks',
  png: 'png',
  mjpeg: 'mjpeg',
  gif: 'gif',
}

/** What a family of GPUs encodes, and what ffmpeg calls it. */
const ofFamily = (family: EncoderFamily): Partial<Encoders> => ({
  h264: `h264_${family}`,
  hevc: `hevc_${family}`,
})

export const isGpuEncoder = (name: string): boolean =>
  encoderFamilies.some((family) => Object.values(ofFamily(family)).includes(name))

/** Of one ffmpeg on one machine: what it has just encoded a picture with, and why it could not. */
export interface TriedEncoder {
  readonly name: string
  readonly usable: boolean
  readonly reason: string | null
}

export interface EncoderChoice {
  readonly encoders: Encoders
  /** Why something that a GPU was asked for goes to the CPU. */
  readonly fallbackReason: string | null
  /** What was asked for, is not there, and may not be replaced. */
  readonly missing: string | null
}

/**
 * The encoders of a render, by its policy and by what a machine can do. Pure: the plan names what comes out. A family that
 * is asked for is asked for the codecs that the render has and that it knows; the others are the CPU's as ever.
 */
export function chooseEncoders(
  { encoder = 'cpu', fallback = true }: RenderPolicy,
  codecs: readonly VideoCodec[],
  tried: readonly TriedEncoder[],
): EncoderChoice {
  const chosen = { encoders: cpuEncoders, fallbackReason: null, missing: null }
  if (encoder === 'cpu') return chosen
  const onGpu = (['h264', 'hevc'] as const).filter((codec) => codecs.includes(codec))
  if (encoder === 'auto') {
    const isUsable = (name: string | undefined) => tried.some((one) => one.usable && one.name === name)
    const found: Partial<Record<VideoCodec, string>> = {}
    for (const codec of onGpu) {
      const name = encoderFamilies.map((family) => ofFamily(family)[codec]).find(isUsable)
      if (name !== undefined) found[codec] = name
    }
    return { ...chosen, encoders: { ...cpuEncoders, ...found } }
  }
  const encoders: Record<VideoCodec, string> = { ...cpuEncoders }
  const reasons: string[] = []
  for (const codec of onGpu) {
    const name = ofFamily(encoder)[codec] ?? ''
    const one = tried.find((candidate) => candidate.name === name)
    if (one?.usable === true) encoders[codec] = name
    else reasons.push(`${name}: ${one?.reason ?? 'it is not known here'}`)
  }
  const reason = reasons.length === 0 ? null : reasons.join('; ')
  return { encoders, fallbackReason: fallback ? reason : null, missing: fallback ? null : reason }
}
