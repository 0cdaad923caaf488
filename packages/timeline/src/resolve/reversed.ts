import { refuse, type Findings } from './problems.ts'

/** What of a clip runs backwards: its frames, in pixels, or its sound, in seconds of the source. */
export type Reversed =
  | { readonly pointer: string; readonly pixels: number }
  | { readonly pointer: string; readonly soundSeconds: number }

/**
 * All of it is kept in memory until its last frame has come. A pixel takes 1.5 bytes, and 2.5 where something is seen
 * behind it: so this is 0.6 to 1 GB, and up to 2.4 GB in the ten bits of a master.
 */
const mostPixels = 400_000_000
/** 0.5 GB in floats of two channels. */
const mostSoundSeconds = 1_200

/** Of the whole film: how much of it is in memory at once is up to ffmpeg. */
export function checkReversed(reversed: readonly Reversed[], findings: Findings): void {
  let pixels = 0
  let seconds = 0
  for (const one of reversed) {
    const wasWithin = pixels <= mostPixels && seconds <= mostSoundSeconds
    if ('pixels' in one) pixels += one.pixels
    else seconds += one.soundSeconds
    if (!wasWithin || (pixels <= mostPixels && seconds <= mostSoundSeconds)) continue
    const [message, remedy] =
      pixels > mostPixels
        ? [
            `the pictures that run backwards come to ${Math.ceil(pixels / 1_000_000)} megapixels so far`,
            `Reverse ${mostPixels / 1_000_000} megapixels at most (6 s of 1080p, 14 s of 720p at 30 frames a second), or show it smaller.`,
          ]
        : [
            `the sounds that run backwards come to ${Math.ceil(seconds)} s so far`,
            `Reverse ${mostSoundSeconds} s at most, or mute the clip.`,
          ]
    refuse(findings, 'REVERSE_TOO_LONG', `${one.pointer}/reverse`, message, remedy)
  }
}
