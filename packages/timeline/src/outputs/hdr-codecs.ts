import type { VideoCodec } from './presets.ts'

/** What is coded in ten bits where the film is HDR. All other outputs of it are brought to SDR. */
const deepCodecs: readonly VideoCodec[] = ['hevc', 'av1', 'vp9', 'prores']

export const keepsHdr = (codec: VideoCodec): boolean => deepCodecs.includes(codec)
