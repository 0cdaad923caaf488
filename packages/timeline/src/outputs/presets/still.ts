import type { PicturePreset } from './preset.ts'

const still = {
  class: 1,
  size: { kind: 'canvas', longestSide: 8192, shortestSide: 8192 },
  audio: null,
} as const

/** One frame of the film. */
export const stillPresets: readonly PicturePreset[] = [
  {
    name: 'still_png',
    title: 'Still, PNG',
    description: 'One frame of the film in PNG, without loss, as large as the canvas, transparent if that is',
    ...still,
    container: 'png',
    contentType: 'image/png',
    video: { codec: 'png', crf: null, keepsAlpha: true },
  },
  {
    name: 'still_jpeg',
    title: 'Still, JPEG',
    description: 'One frame of the film in JPEG, small, as large as the canvas',
    ...still,
    container: 'jpg',
    contentType: 'image/jpeg',
    video: { codec: 'mjpeg', crf: null },
  },
  {
    name: 'poster',
    title: 'Poster',
    description:
      'One frame of the film in JPEG, for players to show before it plays, as large as the canvas up to 1080p',
    ...still,
    size: { kind: 'canvas', longestSide: 1920, shortestSide: 1080 },
    container: 'jpg',
    contentType: 'image/jpeg',
    video: { codec: 'mjpeg', crf: null, choosesFrame: true },
  },
]
