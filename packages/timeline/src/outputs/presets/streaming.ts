import type { PicturePreset } from './preset.ts'

/** What players fetch piece by piece, in the size that the connection bears just then. */
export const streamingPresets: readonly PicturePreset[] = [
  {
    name: 'streaming',
    title: 'Streaming, HLS and DASH',
    description:
      'H.264 and AAC in segments of fMP4 for HLS and DASH, the canvas up to 1080p and the usual sizes below it',
    class: 5,
    container: 'stream',
    contentType: 'application/vnd.apple.mpegurl',
    size: { kind: 'canvas', longestSide: 1920, shortestSide: 1080 },
    video: { codec: 'h264', crf: null },
    audio: { codec: 'aac', kilobitsPerSecond: 128 },
  },
]
