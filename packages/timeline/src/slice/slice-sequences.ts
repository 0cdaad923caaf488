import type { Rational } from '@framewright/schemas'
import { maskOf } from '../picture/mask.ts'
import { drawnFrom } from '../picture/sequence.ts'
import { framesAround } from '../picture/stabilize.ts'
import type { PlannedTrack } from '../render-plan.ts'
import type { PictureClip, VideoPicture } from '../resolved-timeline.ts'

/** Tracks that have been sliced, whose sequences name no more files than are shown. */
export const withDrawnFrames = (tracks: readonly PlannedTrack[], rate: Rational): PlannedTrack[] =>
  tracks.map(({ runs }) => ({
    runs: runs.map(({ clips }) => ({
      clips: clips.map((clip) => withDrawnMask(withDrawn(clip, rate), rate)),
    })),
  }))

function withDrawn(clip: PictureClip, rate: Rational): PictureClip {
  if (clip.kind === 'composition') {
    const { composition } = clip
    return { ...clip, composition: { ...composition, tracks: withDrawnFrames(composition.tracks, rate) } }
  }
  if (clip.kind !== 'video' || clip.sequence === undefined) return clip
  const sequence = drawnFrom(clip.sequence, looked(clip), rate)
  return { ...clip, sha256: sequence.sha256s[0] ?? clip.sha256, sequence }
}

/** With what is looked at before and after it. */
function looked(clip: VideoPicture): VideoPicture {
  const around = framesAround(clip)
  const shown = clip.endFrame - clip.startFrame
  const { firstFrame, frameCount } = clip.part ?? { firstFrame: 0, frameCount: shown }
  const first = Math.max(0, firstFrame - around)
  const endFrame = Math.min(frameCount, firstFrame + shown + around) - first
  return { ...clip, startFrame: 0, endFrame, part: { firstFrame: first, frameCount } }
}

/** A mask runs in the order in which the clip is shown. */
function withDrawnMask(clip: PictureClip, rate: Rational): PictureClip {
  const mask = maskOf(clip)
  if (clip.kind === 'text' || mask === undefined || !('sha256' in mask)) return clip
  const { video } = mask
  if (video?.sequence === undefined) return clip
  const { startFrame, endFrame, part } = clip
  const { inMicroseconds } = video
  const shown = { startFrame, endFrame, inMicroseconds, ...(part === undefined ? {} : { part }) }
  const sequence = drawnFrom(video.sequence, shown, rate)
  const sha256 = sequence.sha256s[0] ?? mask.sha256
  return { ...clip, mask: { ...mask, sha256, video: { ...video, sequence } } }
}
