import type { Rational, StabilizeEffect, VideoClip } from '@framewright/schemas'
import { refuse, type Findings } from '../resolve/problems.ts'
import { framesOf } from '../resolve/exact-time.ts'
import type { PictureClip } from '../resolved-timeline.ts'

/** How the camera moved is measured beforehand; this says what is made of it. */
export interface PlannedStabilize {
  readonly type: 'stabilize'
  /** So many before and after a frame its place goes by. */
  readonly radiusFrames: number
  readonly zoom: number
  readonly edges: 'hide' | 'mirror' | 'black'
}

/** What is measured of a clip is kept in memory, and each of its frames has a place of its own in a graph. */
const mostSeconds = 300

interface StabilizeContext {
  readonly rate: Rational
  readonly findings: Findings
  readonly frameCount: number
}

/** Null where it changes nothing, or cannot be done, which is reported. */
export function planStabilize(
  { smoothing = 1, zoom = 1.1, edges = 'hide' }: StabilizeEffect,
  pointer: string,
  { rate, findings, frameCount }: StabilizeContext,
): PlannedStabilize | null {
  if (frameCount * rate.den > mostSeconds * rate.num)
    refuse(
      findings,
      'STABILIZE_TOO_LONG',
      pointer,
      `${Math.ceil((frameCount * rate.den) / rate.num)} s are to be stabilised at once`,
      `Stabilise ${mostSeconds} s at most: split the clip where the camera stands still.`,
    )
  if (zoom === 1 && edges === 'hide') return null
  return { type: 'stabilize', radiusFrames: Math.max(1, framesOf(smoothing, rate)), zoom, edges }
}

/** What is said of a clip that cannot be stabilised as well. */
export function checkStabilized(
  clip: Pick<VideoClip, 'effects' | 'fit'>,
  pointer: string,
  findings: Findings,
): void {
  const [first, second] = (clip.effects ?? []).flatMap(({ type }, at) => (type === 'stabilize' ? [at] : []))
  if (first === undefined) return
  const conflict = (at: number, message: string, remedy: string) =>
    refuse(findings, 'STABILIZE_CONFLICT', `${pointer}/effects/${at}`, message, remedy)
  if (second !== undefined)
    conflict(second, 'the clip is stabilised twice', 'Say it once, with more smoothing.')
  if (clip.fit === 'blur')
    conflict(
      first,
      'with "fit": "blur" the picture has a still frame round it, which would be moved too',
      'Use "fit": "cover", or stabilise it in a composition that is shown so.',
    )
}

/** How far beyond what is shown of a clip it is measured. */
export function framesAround(clip: PictureClip): number {
  if (clip.kind !== 'video' || clip.isFrozen) return 0
  return (clip.effects ?? []).reduce(
    (most, effect) => (effect.type === 'stabilize' ? Math.max(most, effect.radiusFrames) : most),
    0,
  )
}
