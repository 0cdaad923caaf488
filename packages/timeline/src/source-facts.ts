import type { AssetFacts } from '@framewright/schemas'
import type { ColorMatrix } from './resolved-timeline.ts'

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
}

/** The one demuxer that may open the asset; null when none may. */
export function demuxerOf({ media }: AssetFacts): string | null {
  if (media.kind === 'image') return stillDemuxers[media.video?.codec ?? ''] ?? null
  return demuxers[media.container.split(',')[0] ?? ''] ?? null
}

/** Seconds of picture or sound that an asset has; null when its file does not say. */
export function durationOf({ media }: AssetFacts, of: 'picture' | 'sound'): number | null {
  const { video, audio, durationSeconds } = media
  if (of === 'sound') return audio?.durationSeconds ?? durationSeconds
  if (video?.durationSeconds != null) return video.durationSeconds
  if (durationSeconds !== null) return durationSeconds
  // A guess, where the frame rate varies; but the file says nothing better.
  return video?.frameCount == null ? null : (video.frameCount * video.frameRate.den) / video.frameRate.num
}

const matrixOfTag: Readonly<Record<string, ColorMatrix>> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
}

/** What the file says; if it says nothing, what nearly all such files are: HD is bt709, SD is bt601. */
export function colorMatrixOf({ media }: AssetFacts): ColorMatrix {
  const { video } = media
  // Stills are RGB, or JPEG with a matrix of its own: ffmpeg knows.
  if (video === null || media.kind === 'image') return 'auto'
  const tag = video.colorSpace ?? null
  if (tag !== null && tag !== 'unknown') return matrixOfTag[tag] ?? 'auto'
  return Math.min(video.width, video.height) >= 720 ? 'bt709' : 'bt601'
}
