import type { AudioCurve, CompositionClip, VideoTrack } from '@framewright/schemas'
import { captionsWithin } from './resolve-caption-tracks.ts'
import { framesOf } from './exact-time.ts'
import { refuse } from './problems.ts'
import type { ClipContext, ResolvedClips } from './resolve-clips.ts'
import { deepest, framesLeft, mostNestedClips, type ResolvedComposition } from './resolve-compositions.ts'
import { colorsWithin } from './resolve-hdr.ts'
import { placeSource } from './resolve-pictures.ts'
import { levelsOf } from './resolve-sound.ts'
import { seconds, type Timing } from './resolve-timing.ts'
import type { SoundClip } from '../resolved-timeline.ts'

/** The composition of a clip; null where it cannot be shown there, which is reported. */
export function useComposition(
  { composition: name }: CompositionClip,
  pointer: string,
  { compositions, findings, nested }: ClipContext,
): ResolvedComposition | null {
  const at = `${pointer}/composition`
  const found = compositions.named(name)
  if (found === 'unknown') {
    const message = `there is no composition "${name}"`
    refuse(findings, 'COMPOSITION_UNKNOWN', at, message, 'Use the name of one of compositions.')
    return null
  }
  if (found === 'circular') {
    const message = `"${name}" would be shown within itself`
    const remedy = 'Show another composition there, or what that one is made of.'
    refuse(findings, 'COMPOSITIONS_CIRCULAR', at, message, remedy)
    return null
  }
  nested.depth = Math.max(nested.depth, found.depth)
  const isFull = nested.clips > mostNestedClips
  nested.clips += found.clipCount
  if (isFull) return null
  if (found.depth > deepest || nested.clips > mostNestedClips) {
    const message =
      found.depth > deepest
        ? `${found.depth} compositions lie within each other`
        : `the compositions come to ${nested.clips} clips so far, as often as they are shown`
    const remedy = `Let ${deepest} lie within each other at most, and come to ${mostNestedClips} clips in all.`
    refuse(findings, 'COMPOSITIONS_TOO_LARGE', at, message, remedy)
    return null
  }
  return found
}

/** How long a clip of "media" is: what is left of the composition. */
export function mediaOf(
  clip: CompositionClip,
  found: ResolvedComposition | null,
  pointer: string,
  { rate, findings }: ClipContext,
): { readonly frames: number } | null {
  if (found === null) return null
  const frames = framesLeft(clip, found, rate)
  if (found.composition.frameCount === 0) return null
  if (frames > 0) return { frames }
  refuseBeyond(clip.in === undefined ? `${pointer}/composition` : `${pointer}/in`, found, rate, findings)
  return null
}

function refuseBeyond(
  pointer: string,
  { composition }: ResolvedComposition,
  rate: ClipContext['rate'],
  findings: ClipContext['findings'],
): void {
  const message = `the composition is ${seconds(composition.frameCount, rate)} long, and the clip reaches beyond that`
  refuse(findings, 'CLIP_BEYOND_ASSET', pointer, message, 'Make the clip shorter, or let it begin earlier.')
}

/** A clip of a composition: its picture, and what is heard of it. */
export function placeComposition(
  clip: CompositionClip,
  found: ResolvedComposition,
  track: VideoTrack,
  timing: Timing,
  crossfadeOut: { readonly frames: number; readonly curve: AudioCurve | undefined },
  pointer: string,
  context: ClipContext,
  resolved: ResolvedClips,
): void {
  const { rate, findings } = context
  const { composition } = found
  // Why it has none has been told.
  if (composition.frameCount === 0) return
  const firstFrame = framesOf(clip.in ?? 0, rate)
  const length = timing.endFrame - timing.startFrame
  // Seconds are rounded, each on its own.
  if (firstFrame >= composition.frameCount || length > framesLeft(clip, found, rate) + 1) {
    const key = firstFrame >= composition.frameCount ? 'in' : 'duration'
    return refuseBeyond(`${pointer}/${key}`, found, rate, findings)
  }
  resolved.skippedPixels.push(...found.skippedPixels)
  resolved.reversed.push(...found.reversed)
  resolved.captions.push(...captionsWithin(found.captions, timing.startFrame - firstFrame, timing))
  const hasAlpha = composition.isTransparent ?? false
  const source = {
    ...composition,
    hasAlpha,
    wideColors: null,
    ...colorsWithin(context.canvas, composition.isHdr ?? false),
    isVector: false,
  } as const
  const placed = placeSource(clip, source, timing, pointer, context)
  if (placed !== null) resolved.pictures.push({ kind: 'composition', ...placed, firstFrame, composition })
  if (clip.muted === true || track.muted === true) return
  const span = {
    startFrame: timing.startFrame,
    endFrame: timing.endFrame,
    ...levelsOf(clip, track, timing, crossfadeOut, pointer, context),
  }
  const role = clip.role ?? track.role
  for (const sound of found.sounds) {
    const heard = moved(sound, timing.startFrame - firstFrame)
    const { startFrame, endFrame } = heard.within?.at(-1) ?? heard
    if (startFrame >= span.endFrame || endFrame <= span.startFrame) continue
    resolved.sounds.push({
      ...heard,
      within: [...(heard.within ?? []), span],
      ...(heard.role === undefined && role !== undefined ? { role } : {}),
    })
  }
}

/** So many frames later, with all that it lies within. */
function moved(sound: SoundClip, frames: number): SoundClip {
  const later = <T extends { readonly startFrame: number; readonly endFrame: number }>(one: T): T => ({
    ...one,
    ...{ startFrame: one.startFrame + frames, endFrame: one.endFrame + frames },
  })
  return {
    ...later(sound),
    ...(sound.within === undefined ? {} : { within: sound.within.map(later) }),
  }
}
