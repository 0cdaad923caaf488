import type { Drawing, DrawnOutline } from './drawing.ts'
import { cutSteps } from './keyed-steps.ts'
import { movedOverSize } from './moving-crop.ts'
import { frameLocal, type Reach } from '../reach.ts'
import type { ImagePicture, PictureClip, VideoPicture } from '../resolved-timeline.ts'

/** Each frame is made of that frame, and of a still or the frame of a video that is on then. */
export const maskReach: Reach = frameLocal

/** How much is left of each pixel of a picture, in the size in which it is placed. */
export type PlannedMask = (DrawnMask | SteppedMask | ImageMask) & Soft & { readonly isInverted?: true }

interface Soft {
  /** Standard deviation of the Gaussian that makes its edge soft, in pixels. */
  readonly sigma?: number
}

interface DrawnMask {
  readonly kind: 'drawn'
  /** As much as it is opaque. */
  readonly drawing: Drawing
}

/** The same with an outline after the other, each for so many frames. */
export interface SteppedMask {
  readonly kind: 'drawn-steps'
  readonly width: number
  readonly height: number
  readonly steps: readonly DrawnMaskStep[]
}
export interface DrawnMaskStep extends Soft {
  readonly frameCount: number
  readonly outline: DrawnOutline
}

/** What is one outline all the time is that, and no steps. */
export function steppedMask(
  size: { readonly width: number; readonly height: number },
  steps: readonly DrawnMaskStep[],
): (DrawnMask & Soft) | SteppedMask {
  const [only, ...others] = steps
  if (only === undefined || others.length > 0)
    return { kind: 'drawn-steps', width: size.width, height: size.height, steps }
  const { frameCount: _, outline, ...soft } = only
  return { kind: 'drawn', drawing: maskDrawing(size, outline), ...soft }
}

export const maskDrawing = (
  { width, height }: { readonly width: number; readonly height: number },
  outline: DrawnOutline,
): Drawing => ({ width, height, outline, fill: 'ffffffff', stroke: null })

/** So many frames of it from one on. */
export function cutMask(mask: PlannedMask, firstFrame: number, frameCount: number): PlannedMask {
  if (mask.kind !== 'drawn-steps') return mask
  const { isInverted } = mask
  const cut = steppedMask(mask, cutSteps(mask.steps, firstFrame, frameCount))
  return { ...cut, ...(isInverted ? { isInverted } : {}) }
}

/** As much as an image or a video is opaque, or white; nothing where it does not reach. */
export interface ImageMask extends Pick<ImagePicture, 'sha256' | 'placement' | 'colorMatrix' | 'drawnSize'> {
  readonly kind: 'alpha' | 'luma'
  readonly size: { readonly width: number; readonly height: number }
  /** There where it moves, in the clip's own time; its last frame is held. */
  readonly video?: MaskVideo
}

export interface MaskVideo extends Pick<
  VideoPicture,
  'inMicroseconds' | 'stream' | 'deinterlace' | 'sequence'
> {
  readonly hasAlpha?: true
}

/** Of a mask that moves. */
export const maskVideoOf = (clip: PictureClip): MaskVideo | undefined => {
  const mask = maskOf(clip)
  return mask !== undefined && 'sha256' in mask ? mask.video : undefined
}

/** What it is read from, where it is not drawn. */
export const maskFileOf = (clip: PictureClip): string[] => {
  const mask = maskOf(clip)
  return mask !== undefined && 'sha256' in mask ? [mask.sha256] : []
}

/** A pixel that is masked, against encoding one of H.264. */
const maskWeight = 0.3

export const maskOf = (clip: PictureClip): PlannedMask | undefined =>
  clip.kind === 'text' ? undefined : clip.mask

/** To draw corners whose radius changes, once for each. */
const cornersWeight = 50

/** The unit is that of `workOf`; a still is masked once, by a still. */
export function maskWork(clips: readonly PictureClip[]): number {
  return clips.reduce((sum, clip) => {
    if (clip.kind === 'text') return sum
    const { kind, placement, mask, borderRadius, startFrame, endFrame } = clip
    const isMoving =
      kind === 'video' ||
      kind === 'composition' ||
      movedOverSize(clip) !== undefined ||
      mask?.kind === 'drawn-steps' ||
      maskVideoOf(clip) !== undefined
    const masked = mask === undefined ? 0 : maskWeight * (isMoving ? endFrame - startFrame : 1)
    const rounded = typeof borderRadius === 'object' ? cornersWeight * borderRadius.length : 0
    return sum + (masked + rounded) * placement.width * placement.height
  }, 0)
}
