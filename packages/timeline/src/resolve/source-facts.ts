import type { AssetFacts } from '@framewright/schemas'

/** Demuxers by the first of ffprobe's names for them. What is not here is not opened. */
const demuxers: Readonly<Record<string, string>> = {
  mov: 'mov',
  matroska: 'matroska',
  avi: 'avi',
  flv: 'flv',
  mpegts: 'mpegts',
  mpeg: 'mpeg',
  mp3: 'mp3',
  wav: 'wav',
  aac: 'aac',
  flac: 'flac',
  ogg: 'ogg',
  aiff: 'aiff',
  gif: 'gif',
  apng: 'apng',
}

/** A still is opened by the demuxer of its codec: image2 goes by the name of the file, and ours have none. */
const stillDemuxers: Readonly<Record<string, string>> = {
  png: 'png_pipe',
  apng: 'png_pipe',
  mjpeg: 'jpeg_pipe',
  webp: 'webp_pipe',
  bmp: 'bmp_pipe',
  tiff: 'tiff_pipe',
  gif: 'gif',
  svg: 'svg_pipe',
}

/** Whether it is drawn in whatever size is wanted. */
export const isVector = ({ media }: Pick<AssetFacts, 'media'>): boolean => media.video?.codec === 'svg'

/** The one demuxer that may open the asset; null when none may. */
export function demuxerOf({ media }: AssetFacts): string | null {
  if (media.kind === 'image') return stillDemuxers[media.video?.codec ?? ''] ?? null
  return demuxers[media.container.split(',')[0] ?? ''] ?? null
}

/** VP8 and VP9 keep alpha in a second stream beside the picture, which only these decoders look at. */
const alphaDecoders = { vp8: 'libvpx', vp9: 'libvpx-vp9' } as const
export type AlphaDecoder = (typeof alphaDecoders)[keyof typeof alphaDecoders]

export function alphaDecoderOf({ media: { video } }: AssetFacts): { readonly decoder?: AlphaDecoder } {
  if (video === null || !video.hasAlpha) return {}
  return video.codec === 'vp8' || video.codec === 'vp9' ? { decoder: alphaDecoders[video.codec] } : {}
}

/** Second 0 of an asset is its first picture, or its first sound where it has none; here in seconds of the file. */
export const originOf = ({ media: { video, audio } }: AssetFacts): number =>
  (video ?? audio)?.startSeconds ?? 0

/** Seconds of picture or sound that an asset has from its second 0 on; null when its file does not say. */
export function durationOf(facts: AssetFacts, of: 'picture' | 'sound'): number | null {
  const { video, audio, durationSeconds } = facts.media
  if (of === 'sound') {
    if (audio?.durationSeconds == null) return durationSeconds
    return audio.durationSeconds + (audio.startSeconds ?? 0) - originOf(facts)
  }
  if (video?.durationSeconds != null) return video.durationSeconds
  if (durationSeconds !== null) return durationSeconds
  // A guess, where the frame rate varies; but the file says nothing better.
  return video?.frameCount == null ? null : (video.frameCount * video.frameRate.den) / video.frameRate.num
}
