import { movedOverSize } from '../picture/moving-crop.ts'
import type { Size } from './placement.ts'
import type { PictureClip } from '../resolved-timeline.ts'

/** What it costs to blend a pixel of the canvas, against encoding one of H.264: there and back between two spaces. */
const blendWeight = 1
/** To find it in a picture that is turned, or moves, with a cubic. */
const transformWeight = 4

/** What it takes to lay clips on the canvas in another way than over it; the unit is that of `workOf`. */
export function compositingWork(clips: readonly PictureClip[], canvas: Size): number {
  return clips.reduce((sum, clip) => {
    const { blend, transform, startFrame, endFrame } = clip
    const weight = (blend === undefined ? 0 : blendWeight) + (transform === undefined ? 0 : transformWeight)
    const { width, height } = movedOverSize(clip) ?? { width: 0, height: 0 }
    const pixels = weight * canvas.width * canvas.height + transformWeight * width * height
    return sum + pixels * (endFrame - startFrame)
  }, 0)
}
