import type { ClipPart } from '@framewright/timeline'

interface Timed {
  readonly startFrame: number
  readonly endFrame: number
  readonly part?: ClipPart
}

export const shownFrames = ({ startFrame, endFrame }: Timed): number => endFrame - startFrame

/** Those that there would be if the clip were not cut by the border of a slice. */
export const ownFrames = (clip: Timed): number => clip.part?.frameCount ?? shownFrames(clip)

/** The first one of them that is shown. */
export const firstOwnFrame = ({ part }: Timed): number => part?.firstFrame ?? 0
