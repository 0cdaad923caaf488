import type { DrawnGradient } from './drawing.ts'
import type { PlannedTrack } from '../render-plan.ts'
import type { PictureClip } from '../resolved-timeline.ts'

/** Tracks that are composed on a canvas of their own, in frames of their own from 0 on. */
export interface PlannedComposition {
  readonly width: number
  readonly height: number
  readonly frameCount: number
  /** `rrggbb`, or a gradient */
  readonly background: string | DrawnGradient
  /** What shows nothing can be seen through. */
  readonly isTransparent?: true
  /** Something in it is HDR, in a film that is. */
  readonly isHdr?: true
  /** Bottom to top. */
  readonly tracks: readonly PlannedTrack[]
}

export function runsOf(clips: readonly PictureClip[]): PlannedTrack {
  const runs: { clips: PictureClip[] }[] = []
  for (const clip of clips) {
    const last = runs.at(-1)
    if (last !== undefined && clip.crossfadeFrames > 0) last.clips.push(clip)
    else runs.push({ clips: [clip] })
  }
  return { runs }
}

export const clipsIn = ({ tracks }: { readonly tracks: readonly PlannedTrack[] }): PictureClip[] =>
  tracks.flatMap(({ runs }) => runs.flatMap(({ clips }) => clips))

/** With those of the compositions among them, as often as they are shown. */
export const everyClip = (clips: readonly PictureClip[]): PictureClip[] =>
  clips.flatMap((clip) =>
    clip.kind === 'composition' ? [clip, ...everyClip(clipsIn(clip.composition))] : [clip],
  )
