import type { PicturePreset } from './preset.ts'

/**
 * The palette is made of all the frames, which wait in memory until the last one: 15 s of 480x480 are 173 MB. What is
 * longer or larger is better sent as a film; a GIF of it would be many times as large.
 */
export const gifPresets: readonly PicturePreset[] = [
  {
    name: 'gif_preview',
    title: 'GIF preview',
    description: 'A GIF that plays again and again, without sound, 480 pixels a side and 15 seconds at most',
    class: 3,
    container: 'gif',
    contentType: 'image/gif',
    size: { kind: 'canvas', longestSide: 480, shortestSide: 480 },
    video: { codec: 'gif', crf: null },
    audio: null,
    limits: {
      of: 'a GIF preview',
      sources: [],
      shortestSeconds: null,
      longestSeconds: 15,
      frameRate: null,
      side: { min: 16, max: 480 },
      isUpright: false,
      videoKilobitsPerSecond: null,
      largestBytes: null,
    },
  },
]
