import { kindOf } from '../picture/effects.ts'
import type { Reach } from '../reach.ts'
import type { PictureClip, PictureTrack, ResolvedTimeline } from '../resolved-timeline.ts'
import type { RenderPlan } from '../render-plan.ts'
import type { FrameSpan } from './frame-span.ts'

/** Within a long clip there may be a border each so many seconds, counted from its start. */
const stepSeconds = 5
/** A clip is not cut so near to its end. */
const leastSeconds = 1

/**
 * Where a film may be cut into slices that are rendered apart, in order. At the cuts of its lowest track, and within its
 * long clips at steps counted from their own start: what is inserted before a clip moves its borders along. Never within
 * a transition, nor within what holds its frames together, on any track.
 */
export function bordersOf({
  tracks,
  frameCount,
  frameRate,
}: Pick<ResolvedTimeline, 'tracks' | 'frameCount' | 'frameRate'>): number[] {
  const framesPer = (seconds: number) => Math.max(1, Math.round((seconds * frameRate.num) / frameRate.den))
  const step = framesPer(stepSeconds)
  const least = framesPer(leastSeconds)
  const frames = stretchesOf(tracks[0], frameCount).flatMap(({ startFrame, fromFrame, endFrame }) => {
    const count = Math.max(0, Math.floor((endFrame - least - startFrame) / step))
    const steps = Array.from({ length: count }, (_, at) => startFrame + (at + 1) * step)
    return [fromFrame, ...steps.filter((frame) => frame >= fromFrame + least)]
  })
  const canCut = cutsOf(tracks)
  return frames.filter((frame) => frame > 0 && frame < frameCount && canCut(frame))
}

/** Tells of a frame whether a film may be cut before it. */
export function cutsOf(tracks: readonly PictureTrack[]): (frame: number) => boolean {
  const held = tracks.flatMap(({ clips }) => clips.flatMap(heldSpans))
  return (frame) => held.every(({ startFrame, endFrame }) => frame <= startFrame || frame >= endFrame)
}

/** It goes on without a cut from where it has taken over. */
interface Stretch extends FrameSpan {
  readonly fromFrame: number
}

/** The clips of the lowest track, and what is between them. */
function stretchesOf(track: PictureTrack | undefined, frameCount: number): Stretch[] {
  const stretches: Stretch[] = []
  const gap = (startFrame: number, endFrame: number) => {
    if (endFrame > startFrame) stretches.push({ startFrame, fromFrame: startFrame, endFrame })
  }
  let end = 0
  for (const clip of track?.clips ?? []) {
    const { startFrame, endFrame, crossfadeFrames } = clip
    gap(end, startFrame)
    stretches.push({ startFrame, fromFrame: startFrame + crossfadeFrames, endFrame })
    end = endFrame
  }
  gap(end, frameCount)
  return stretches
}

/** The shortest span with a frame that may be cut out of a film. */
export function spanAround(
  { tracks, frameCount }: Pick<RenderPlan, 'tracks' | 'frameCount'>,
  frame: number,
): FrameSpan {
  const canCut = cutsOf(tracks.map(({ runs }) => ({ clips: runs.flatMap(({ clips }) => clips) })))
  let [startFrame, endFrame] = [frame, frame + 1]
  while (startFrame > 0 && !canCut(startFrame)) startFrame -= 1
  while (endFrame < frameCount && !canCut(endFrame)) endFrame += 1
  return { startFrame, endFrame }
}

/** What of a clip cannot be cut: its transition with the one before it, or all of it. */
function heldSpans(clip: PictureClip): FrameSpan[] {
  const { startFrame, endFrame, crossfadeFrames } = clip
  const effects = clip.kind === 'text' ? [] : (clip.effects ?? [])
  if (effects.some((effect) => holdsTogether(kindOf(effect).reach))) return [{ startFrame, endFrame }]
  return crossfadeFrames > 0 ? [{ startFrame, endFrame: startFrame + crossfadeFrames }] : []
}

const holdsTogether = ({ kind }: Reach): boolean => kind === 'pre-roll' || kind === 'span'
