import type { Edit } from '@framewright/schemas'

/** What the film must be, to the frame. The edit below is laid out so that it is exactly this. */
export const film = { width: 1280, height: 720, framesPerSecond: 30, seconds: 11, frameCount: 330 } as const

/** Where each thing can be seen: these frames are looked at when the film is checked. */
export const sights = [
  { frame: 15, what: 'the title over the meadow' },
  { frame: 90, what: 'the meadow and the bird, half and half' },
  { frame: 165, what: 'the bird, and the creek in a picture of its own' },
  { frame: 270, what: 'the rabbit hole' },
] as const

/**
 * Eleven seconds of Big Buck Bunny.
 *
 *   picture   meadow 0-3.5 ─crossfade 1 s─ bird 2.5-7 ─cut─ rabbit hole 7-11
 *   above it  title 0-2.3      creek, picture in picture 4-6.6      credit 8-11
 *   sound     birds 0-6 ─crossfade 1 s─ music 5-11, fading out
 */
export function demoEdit(bunny: string): Edit {
  const { width, height, framesPerSecond } = film
  return {
    schemaVersion: 1,
    title: 'Eleven seconds of Big Buck Bunny',
    canvas: { width, height, fps: framesPerSecond },
    tracks: [
      {
        kind: 'video',
        clips: [
          { type: 'video', asset: bunny, start: 0, in: 6, duration: 3.5, muted: true, fadeIn: 0.3 },
          {
            type: 'video',
            asset: bunny,
            start: 2.5,
            in: 15.5,
            duration: 4.5,
            muted: true,
            transition: { type: 'crossfade', duration: 1 },
          },
          { type: 'video', asset: bunny, start: 7, in: 24, duration: 4, muted: true, fadeOut: 0.5 },
        ],
      },
      {
        kind: 'video',
        clips: [
          {
            type: 'text',
            text: 'Framewright',
            start: 0,
            duration: 2.3,
            size: 96,
            weight: 'bold',
            position: { x: 0.5, y: 0.45 },
            shadow: { color: '#00000099', x: 3, y: 3 },
            fadeIn: 0.3,
            fadeOut: 0.4,
          },
          {
            type: 'video',
            asset: bunny,
            start: 4,
            in: 12,
            duration: 2.6,
            muted: true,
            position: { x: 0.8, y: 0.22 },
            scale: 0.3,
            fadeIn: 0.3,
            fadeOut: 0.3,
          },
          {
            type: 'text',
            text: 'Big Buck Bunny\n© 2008 Blender Foundation, CC BY 3.0',
            start: 8,
            duration: 3,
            size: 30,
            position: { x: 0.5, y: 0.88 },
            box: { color: '#00000080', padding: 10 },
            fadeIn: 0.3,
            fadeOut: 0.5,
          },
        ],
      },
      {
        kind: 'audio',
        clips: [
          { type: 'audio', asset: bunny, start: 0, in: 6, duration: 6, gainDb: 6, fadeIn: 0.3 },
          {
            type: 'audio',
            asset: bunny,
            start: 5,
            in: 18,
            duration: 6,
            gainDb: 6,
            transition: { type: 'crossfade', duration: 1 },
            fadeOut: 1,
          },
        ],
      },
    ],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
}
