import type { Rational, Transition } from '@framewright/schemas'
import { endFrameOf, framesOf, secondsOfFrames } from './exact-time.ts'
import { refuse, type Findings } from './problems.ts'
import type { LumaWipe } from '../picture/luma-wipe.ts'
import type { XfadeTransition } from '../picture/transitions.ts'

/** What a clip says of its time; frames are what "media" or another clip came to. null: it cannot be told, and that has been reported already. */
export interface TimedClip {
  readonly pointer: string
  readonly start: number | 'auto' | { readonly frame: number } | null
  readonly length:
    { readonly seconds: number } | { readonly frames: number } | { readonly endFrame: number } | null
  readonly transition: Transition | null
}

export interface Timing {
  readonly startFrame: number
  readonly endFrame: number
  /** Shared with the clip before it. */
  readonly crossfadeFrames: number
  readonly transition?: XfadeTransition | LumaWipe
}

/**
 * The clips of one track on its frames, in the order of the JSON, which is the order of time. Start and end of a clip are
 * rounded each on its own, so clips that touch in seconds touch in frames. A clip whose time cannot be told is null.
 */
export function timeTrack(
  clips: readonly TimedClip[],
  rate: Rational,
  findings: Findings,
): (Timing | null)[] {
  const timings: (Timing | null)[] = []
  for (const [at, clip] of clips.entries()) {
    const before = at === 0 ? 'none' : (timings[at - 1] ?? null)
    timings.push(timeClip(clip, before, rate, findings))
  }
  return timings
}

function timeClip(
  clip: TimedClip,
  before: Timing | 'none' | null,
  rate: Rational,
  findings: Findings,
): Timing | null {
  const { pointer, start, length, transition } = clip
  if (transition !== null && before === 'none') {
    refuse(
      findings,
      'TRANSITION_WITHOUT_NEIGHBOUR',
      `${pointer}/transition`,
      'there is no clip before this one on its track',
      'Remove the transition, or use fadeIn to let the first clip come up from nothing.',
    )
    return null
  }
  const wanted = transition === null ? 0 : framesOf(transition.duration, rate)
  if (transition !== null && wanted === 0) {
    refuse(
      findings,
      'TRANSITION_TOO_SHORT',
      `${pointer}/transition/duration`,
      `${transition.duration} s is less than half a frame`,
      `Use one frame (${seconds(1, rate)}) at least, or remove the transition.`,
    )
    return null
  }
  // "auto" behind a clip whose end is unknown says nothing, and what is wrong has been reported there.
  if (length === null || start === null || (start === 'auto' && before === null)) return null
  const endBefore = before === 'none' || before === null ? 0 : before.endFrame
  const startFrame =
    start === 'auto' ? endBefore - wanted : typeof start === 'number' ? framesOf(start, rate) : start.frame
  const endFrame = endOf(length, start, startFrame, rate)
  if (endFrame <= startFrame) {
    refuse(
      findings,
      'CLIP_TOO_SHORT',
      `${pointer}/duration`,
      'the clip comes to no frame at all',
      `Make it one frame (${seconds(1, rate)}) long at least.`,
    )
    return null
  }
  const alone = { startFrame, endFrame, crossfadeFrames: 0 }
  if (before === 'none' || before === null) return alone
  const met = meets(alone, before, transition === null ? null : wanted, pointer, rate, findings)
  if (met === null || transition === null || transition.type === 'crossfade') return met
  // Its image is looked for where the clip is.
  if (transition.type === 'luma') return met
  return { ...met, transition: transition.type }
}

function endOf(
  length: NonNullable<TimedClip['length']>,
  start: TimedClip['start'],
  startFrame: number,
  rate: Rational,
): number {
  if ('endFrame' in length) return length.endFrame
  if ('frames' in length) return startFrame + length.frames
  return typeof start === 'number'
    ? endFrameOf(start, length.seconds, rate)
    : startFrame + framesOf(length.seconds, rate)
}

/** A clip and the one before it: apart, touching, or overlapping by just their transition. */
function meets(
  clip: Timing,
  before: Timing,
  wanted: number | null,
  pointer: string,
  rate: Rational,
  findings: Findings,
): Timing | null {
  const overlap = before.endFrame - clip.startFrame
  if (clip.endFrame <= before.startFrame) {
    refuse(
      findings,
      'CLIPS_OUT_OF_ORDER',
      pointer,
      `the clip ends at ${seconds(clip.endFrame, rate)}, before the one listed before it starts`,
      'List the clips of a track in the order of their time.',
    )
    return null
  }
  if (wanted === null) {
    if (overlap <= 0) return clip
    refuse(
      findings,
      'CLIPS_OVERLAP',
      pointer,
      `the clip starts at ${seconds(clip.startFrame, rate)}, but the one before it on the track ends at ${seconds(before.endFrame, rate)}`,
      `Start it at ${seconds(before.endFrame, rate)} or later, give it a transition of ${seconds(overlap, rate)}, or put it on a track of its own.`,
    )
    return null
  }
  if (overlap <= 0) {
    refuse(
      findings,
      'TRANSITION_WITHOUT_NEIGHBOUR',
      `${pointer}/transition`,
      `the clip before it ends at ${seconds(before.endFrame, rate)}, so the two do not overlap`,
      `Start the clip at ${seconds(before.endFrame - wanted, rate)}, or use "start": "auto".`,
    )
    return null
  }
  // Start, end and transition are rounded each on its own: together they may be a frame apart.
  if (Math.abs(overlap - wanted) > 1) {
    refuse(
      findings,
      'TRANSITION_MISMATCH',
      `${pointer}/transition/duration`,
      `the clip overlaps the one before it by ${seconds(overlap, rate)}, not by the ${seconds(wanted, rate)} of its transition`,
      `Start the clip at ${seconds(before.endFrame - wanted, rate)}, use "start": "auto", or make the transition ${seconds(overlap, rate)} long.`,
    )
    return null
  }
  const free = before.endFrame - before.startFrame - before.crossfadeFrames
  const longest = Math.min(free, clip.endFrame - clip.startFrame)
  if (overlap > longest) {
    refuse(
      findings,
      'TRANSITION_TOO_LONG',
      `${pointer}/transition/duration`,
      `the transition of ${seconds(overlap, rate)} is longer than what its clips can give (${seconds(longest, rate)})`,
      `Use ${seconds(longest, rate)} at most, or make the clips longer. A clip cannot be in two transitions at once.`,
    )
    return null
  }
  return { ...clip, crossfadeFrames: overlap }
}

/** As it is said to a person. */
export const seconds = (frames: number, rate: Rational): string =>
  `${Number(secondsOfFrames(frames, rate).toFixed(3))} s`
