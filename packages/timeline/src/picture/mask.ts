import type { Drawing } from './drawing.ts'
import { frameLocal, type Reach } from '../reach.ts'
import type { ImagePicture, PictureClip } from '../resolved-timeline.ts'

/** Each frame is made of that frame and of a still. */
export const maskReach: Reach = frameLocal

/** How much is left of each pixel of a picture, in the size in which it is placed. */
export type PlannedMask = (DrawnMask | ImageMask) & {
  /** Standard deviation of the Gaussian that makes its edge soft, in pixels. */
  readonly sigma?: number
  readonly isInverted?: true
}

interface DrawnMask {
  readonly kind: 'drawn'
  /** As much as it is opaque. */
  readonly drawing: Drawing
}

/** As much as an image is opaque, or white; nothing where it does not reach. */
export interface ImageMask extends Pick<ImagePicture, 'sha256' | 'placement' | 'colorMatrix' | 'drawnSize'> {
  readonly kind: 'alpha' | 'luma'
  readonly size: { readonly width: number; readonly height: number }
}

/** A pixel that is masked, against encoding one of H.264. */
const maskWeight = 0.3

export const maskOf = (clip: PictureClip): PlannedMask | undefined =>
  clip.kind === 'text' ? undefined : clip.mask

/** The unit is that of `workOf`; a still is masked once. */
export function maskWork(clips: readonly PictureClip[]): number {
  return clips.reduce((sum, clip) => {
    if (clip.kind === 'text' || clip.mask === undefined) return sum
    const { kind, placement, kenBurns, startFrame, endFrame } = clip
    const frames =
      kind === 'video' || kind === 'composition' || kenBurns !== undefined ? endFrame - startFrame : 1
    return sum + maskWeight * frames * placement.width * placement.height
  }, 0)
}
