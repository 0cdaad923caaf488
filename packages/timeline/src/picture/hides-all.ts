import { kindOf } from './effects.ts'
import { coversCanvas, type Size } from '../resolve/placement.ts'
import type { PictureClip } from '../resolved-timeline.ts'

/** Whether nothing can be seen behind the clip, at any of its frames. */
export function hidesAll(clip: PictureClip, canvas: Size): boolean {
  return (
    clip.kind !== 'text' &&
    !clip.hasAlpha &&
    !(clip.effects ?? []).some((effect) => kindOf(effect).makesTransparent) &&
    clip.opacity === 1 &&
    clip.opacityCurve === undefined &&
    clip.blend === undefined &&
    clip.transform === undefined &&
    clip.borderRadius === undefined &&
    clip.mask === undefined &&
    clip.fadeInFrames === 0 &&
    clip.fadeOutFrames === 0 &&
    coversCanvas(clip.placement, canvas)
  )
}
