import type { PicturePreset } from './preset.ts'

/**
 * What players show over their bar of time. A picture of 256x144 begins on a block of the JPEG, so its neighbours do not
 * show through; what is much larger is no longer loaded at once.
 */
export const spritePresets: readonly PicturePreset[] = [
  {
    name: 'sprite',
    title: 'Thumbnail sprite',
    description:
      'Small pictures of the film on JPEG sheets, and a WebVTT track that says which is shown when',
    class: 3,
    container: 'sprite',
    contentType: 'text/vtt; charset=utf-8',
    size: { kind: 'canvas', longestSide: 256, shortestSide: 256 },
    video: { codec: 'mjpeg', crf: null },
    audio: null,
    limits: {
      of: 'a sprite',
      sources: [],
      shortestSeconds: null,
      longestSeconds: null,
      frameRate: null,
      side: { min: 16, max: 640 },
      isUpright: false,
      videoKilobitsPerSecond: null,
      largestBytes: null,
    },
  },
]
