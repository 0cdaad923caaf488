import type { Rational } from '@framewright/schemas'
import { drawnFrom } from '../picture/sequence.ts'
import type { PlannedTrack } from '../render-plan.ts'
import type { PictureClip } from '../resolved-timeline.ts'

/** Tracks that have been sliced, whose sequences name no more files than are shown. */
export const withDrawnFrames = (tracks: readonly PlannedTrack[], rate: Rational): PlannedTrack[] =>
  tracks.map(({ runs }) => ({
    runs: runs.map(({ clips }) => ({ clips: clips.map((clip) => withDrawn(clip, rate)) })),
  }))

function withDrawn(clip: PictureClip, rate: Rational): PictureClip {
  if (clip.kind === 'composition') {
    const { composition } = clip
    return { ...clip, composition: { ...composition, tracks: withDrawnFrames(composition.tracks, rate) } }
  }
  if (clip.kind !== 'video' || clip.sequence === undefined) return clip
  const sequence = drawnFrom(clip.sequence, clip, rate)
  return { ...clip, sha256: sequence.sha256s[0] ?? clip.sha256, sequence }
}
