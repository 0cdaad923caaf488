import { createHash } from 'node:crypto'
import { canonicalJson } from '@framewright/schemas'
import { framesAround, type ClipPart, type RenderPlan, type VideoPicture } from '@framewright/timeline'
import type { Affected } from '../effects/effect-filters.ts'
import { firstOwnFrame, ownFrames, shownFrames } from './clip-part.ts'
import type { MediaPicture } from './clip-picture.ts'

export type MeasuredClip = VideoPicture & { readonly part: ClipPart }

/**
 * What is looked at to tell how the camera moved in what is shown of a clip: its picture as it is placed, with nothing
 * done to it yet, and some frames more at both ends. Null for a clip that is not stabilised.
 */
export function measuredClip(clip: MediaPicture): MeasuredClip | null {
  if (clip.kind !== 'video' || !clip.effects?.some(({ type }) => type === 'stabilize')) return null
  const around = framesAround(clip)
  const [first, own] = [firstOwnFrame(clip), ownFrames(clip)]
  const from = Math.max(0, first - around)
  const to = Math.min(own, first + shownFrames(clip) + around)
  const { effects: _effects, mask: _mask, transform: _transform, blend: _blend, ...rest } = clip
  const { opacityCurve: _curve, transition: _transition, borderRadius: _radius, ...picture } = rest
  return {
    ...picture,
    ...{ startFrame: 0, endFrame: to - from, part: { firstFrame: from, frameCount: own } },
    ...{ crossfadeFrames: 0, opacity: 1, fadeInFrames: 0, fadeOutFrames: 0 },
  }
}

/** Of the file of what is measured: by all that makes a difference to it, so that clips which show the same share it. */
export function motionName(clip: MeasuredClip, { frameRate, pixelFormat }: RenderPlan): string {
  const hash = createHash('sha256').update(canonicalJson({ clip, frameRate, pixelFormat }))
  return `motion-${hash.digest('hex').slice(0, 16)}.txt`
}

export function motionOf(clip: MediaPicture, plan: RenderPlan): Pick<Affected, 'motion'> {
  const measured = measuredClip(clip)
  if (measured === null) return {}
  const { part, endFrame } = measured
  return {
    motion: { name: motionName(measured, plan), firstFrame: part.firstFrame, frameCount: endFrame },
  }
}
