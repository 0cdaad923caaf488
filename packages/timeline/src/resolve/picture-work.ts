import { compositingWork } from './compositing-work.ts'
import { effectWork } from '../picture/effects.ts'
import { compositeWeight } from './lane.ts'
import { maskWork } from '../picture/mask.ts'
import { clipsIn } from '../picture/nested.ts'
import type { Size } from './placement.ts'
import type { PictureClip } from '../resolved-timeline.ts'
import { transitionWork } from '../picture/transitions.ts'

/** What it takes to make pictures and to lay them on a canvas, beyond their pixels; the unit is that of `workOf`. */
export function pictureWork(clips: readonly PictureClip[], canvas: Size): number {
  return (
    effectWork(clips) +
    compositingWork(clips, canvas) +
    transitionWork(clips, canvas) +
    maskWork(clips) +
    clips.reduce((sum, clip) => sum + nestedWork(clip), 0)
  )
}

/** What can be seen through is composed twice. */
function nestedWork(clip: PictureClip): number {
  if (clip.kind !== 'composition') return 0
  const { composition, firstFrame, startFrame, endFrame } = clip
  const { width, height, isTransparent } = composition
  const frames = firstFrame + endFrame - startFrame
  const work = frames * width * height * compositeWeight + pictureWork(clipsIn(composition), composition)
  return isTransparent ? 2 * work : work
}
