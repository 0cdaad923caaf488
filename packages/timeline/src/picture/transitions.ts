import type { TransitionType } from '@framewright/schemas'
import { frameLocal, type Reach } from '../reach.ts'
import type { PictureClip } from '../resolved-timeline.ts'

/** A transition, as data. At frame i of n all of them have come i/n of their way: frame 0 is all of the earlier clip. */
export interface TransitionKind {
  /** What ffmpeg's `xfade` calls it; null is a crossfade, which is an exact overlay instead. */
  readonly xfade: string | null
  readonly reach: Reach
}

/** The ones that `xfade` makes. */
export type XfadeTransition = Exclude<TransitionType, 'crossfade'>

/** Each frame is made of one frame of either clip and of i/n, nothing else. */
const byXfade = (xfade: string): TransitionKind => ({ xfade, reach: frameLocal })

export const transitions: Readonly<Record<TransitionType, TransitionKind>> = {
  crossfade: { xfade: null, reach: frameLocal },
  'fade-black': byXfade('fadeblack'),
  'fade-white': byXfade('fadewhite'),
  'fade-grays': byXfade('fadegrays'),
  dissolve: byXfade('dissolve'),
  distance: byXfade('distance'),
  pixelize: byXfade('pixelize'),
  'blur-horizontal': byXfade('hblur'),
  radial: byXfade('radial'),
  'zoom-in': byXfade('zoomin'),
  'wipe-left': byXfade('wipeleft'),
  'wipe-right': byXfade('wiperight'),
  'wipe-up': byXfade('wipeup'),
  'wipe-down': byXfade('wipedown'),
  'wipe-top-left': byXfade('wipetl'),
  'wipe-top-right': byXfade('wipetr'),
  'wipe-bottom-left': byXfade('wipebl'),
  'wipe-bottom-right': byXfade('wipebr'),
  'slide-left': byXfade('slideleft'),
  'slide-right': byXfade('slideright'),
  'slide-up': byXfade('slideup'),
  'slide-down': byXfade('slidedown'),
  'smooth-left': byXfade('smoothleft'),
  'smooth-right': byXfade('smoothright'),
  'smooth-up': byXfade('smoothup'),
  'smooth-down': byXfade('smoothdown'),
  'diagonal-top-left': byXfade('diagtl'),
  'diagonal-top-right': byXfade('diagtr'),
  'diagonal-bottom-left': byXfade('diagbl'),
  'diagonal-bottom-right': byXfade('diagbr'),
  'slice-left': byXfade('hlslice'),
  'slice-right': byXfade('hrslice'),
  'slice-up': byXfade('vuslice'),
  'slice-down': byXfade('vdslice'),
  'circle-open': byXfade('circleopen'),
  'circle-close': byXfade('circleclose'),
  'circle-crop': byXfade('circlecrop'),
  'rect-crop': byXfade('rectcrop'),
  'horizontal-open': byXfade('horzopen'),
  'horizontal-close': byXfade('horzclose'),
  'vertical-open': byXfade('vertopen'),
  'vertical-close': byXfade('vertclose'),
  // Named after the line that a picture is squeezed to there, after the side that gets shorter here.
  'squeeze-horizontal': byXfade('squeezev'),
  'squeeze-vertical': byXfade('squeezeh'),
}

/** A pixel of a transition, against encoding one of H.264: 0.2 for a wipe, 1.2 where each needs a sine (measured). */
const transitionWeight = 1

/** What the transitions of a film add to its work; a crossfade is part of compositing. */
export function transitionWork(
  pictures: readonly PictureClip[],
  canvas: { readonly width: number; readonly height: number },
): number {
  const frames = pictures.reduce(
    (sum, { transition, crossfadeFrames }) => sum + (transition === undefined ? 0 : crossfadeFrames),
    0,
  )
  return transitionWeight * frames * canvas.width * canvas.height
}
