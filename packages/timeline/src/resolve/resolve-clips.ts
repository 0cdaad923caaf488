import type {
  AssetFacts,
  AudioCurve,
  AudioTrack,
  Edit,
  Rational,
  SequenceClip,
  VideoTrack,
} from '@framewright/schemas'
import type { Moments } from './clip-moments.ts'
import { mediaOf, placeComposition, useComposition } from './place-composition.ts'
import type { Compositions, ResolvedComposition } from './resolve-compositions.ts'
import { framesOf } from './exact-time.ts'
import { refuse, warn, type Findings } from './problems.ts'
import { checkReach, lengthOf, useAsset, type Assets } from './resolve-assets.ts'
import { checkMotion, isFrozen, whySilent, skippedPixels, sourceSeconds } from './resolve-motion.ts'
import type { Reversed } from './reversed.ts'
import type { PictureClip, SoundClip, Source } from '../resolved-timeline.ts'
import type { CaptionSpan } from '../text/caption-tracks.ts'
import { captionSpan, goes } from './resolve-caption-tracks.ts'
import { captionsSeconds, checkCaptions, placeCaptions } from './resolve-captions.ts'
import { placeMedia, placeText } from './resolve-pictures.ts'
import { withLumaWipe } from './resolve-luma-wipe.ts'
import { lookAtSequence, withSequence, type ResolvedSequence, type Sequences } from './resolve-sequences.ts'
import { placeSound } from './resolve-sound.ts'
import { placeShape } from './resolve-shapes.ts'
import { withTrackEffects } from './resolve-track-effects.ts'
import { seconds, timeTrack, type TimedClip, type Timing } from './resolve-timing.ts'

/** What the clips of a track come to, as far as they are in order. */
export interface ResolvedClips {
  readonly pictures: PictureClip[]
  readonly sounds: SoundClip[]
  /** What is said and leaves the picture. */
  readonly captions: CaptionSpan[]
  readonly sources: Source[]
  /** Of every clip whose time could be told; the film ends with the last of them. */
  readonly timings: (Timing & { readonly isUnseen?: true })[]
  /** Decoded and left out, of each clip that runs fast. */
  readonly skippedPixels: number[]
  readonly reversed: Reversed[]
}

export interface ClipContext {
  readonly canvas: Edit['canvas']
  readonly rate: Rational
  readonly assets: Assets
  readonly findings: Findings
  readonly moments: Moments
  readonly compositions: Compositions
  readonly sequences: Sequences
  /** What the compositions that are shown here come to so far. */
  readonly nested: { clips: number; depth: number }
}

type AnyClip = VideoTrack['clips'][number] | AudioTrack['clips'][number]
/** A sequence is a video from here on. */
type Clip = Exclude<AnyClip, SequenceClip>
interface Looked {
  readonly clip: Clip
  readonly pointer: string
  readonly facts: AssetFacts | null
  readonly composition?: ResolvedComposition | null
  readonly sequence?: ResolvedSequence | null
  readonly isUsable: boolean
}

export function resolveClips(
  track: VideoTrack | AudioTrack,
  trackPointer: string,
  context: ClipContext,
): ResolvedClips {
  const { rate, assets, findings } = context
  const resolved: ResolvedClips = {
    pictures: [],
    sounds: [],
    captions: [],
    sources: [],
    timings: [],
    skippedPixels: [],
    reversed: [],
  }
  const looked: Looked[] = track.clips.map((clip: AnyClip, at) => {
    const pointer = `${trackPointer}/clips/${at}`
    if (clip.type === 'captions') {
      return { clip, pointer, facts: null, isUsable: checkCaptions(clip, pointer, context) }
    }
    if (clip.type === 'composition') {
      const composition = useComposition(clip, pointer, context)
      if (composition !== null) resolved.sources.push(...composition.sources)
      return { clip, pointer, facts: null, composition, isUsable: composition !== null }
    }
    if (clip.type === 'sequence') return lookAtSequence(clip, pointer, context)
    if (!('asset' in clip)) return { clip, pointer, facts: null, isUsable: true }
    if (clip.type !== 'image') checkMotion(clip, pointer, rate, findings)
    const used = useAsset(clip, pointer, assets, findings)
    if (used !== null) resolved.sources.push(used.source)
    return { clip, pointer, facts: used?.facts ?? null, isUsable: used !== null }
  })
  const timings = timeTrack(
    looked.map((one) => timed(one, context)),
    rate,
    findings,
  )
  for (const [at, one] of looked.entries()) {
    const known = timings[at] ?? null
    if (known === null) continue
    checkUnseen(one, looked[at - 1], known, findings)
    const timing = withLumaWipe(known, one.clip.transition, one.pointer, context)
    resolved.timings.push(isUnseen(one) ? { ...timing, isUnseen: true } : timing)
    checkFades(one, timing, context)
    if (!one.isUsable) continue
    const crossfadeOut = timings[at + 1]?.crossfadeFrames ?? 0
    const curveOut = looked[at + 1]?.clip.transition?.audioCurve
    resolveClip(one, track, timing, { frames: crossfadeOut, curve: curveOut }, context, resolved)
  }
  return { ...resolved, pictures: withTrackEffects(resolved.pictures, track, trackPointer, context) }
}

const isUnseen = (one: Looked | undefined): boolean =>
  one?.clip.type === 'captions' && !goes(one.clip, 'burned-in')

function checkUnseen(
  one: Looked,
  before: Looked | undefined,
  { crossfadeFrames }: Timing,
  findings: Findings,
): void {
  if (crossfadeFrames === 0 || (!isUnseen(one) && !isUnseen(before))) return
  refuse(
    findings,
    'TRANSITION_WITHOUT_NEIGHBOUR',
    `${one.pointer}/transition`,
    'captions that are not burned in are not in the picture, and nothing goes over to or from them',
    'Remove the transition, or deliver the captions "burned-in".',
  )
}

function timed({ clip, pointer, facts, composition }: Looked, context: ClipContext): TimedClip {
  const { rate, findings, moments } = context
  const { startFrame = null, endFrame = null } = moments.get(pointer) ?? {}
  const { start: given = 'auto', duration = 'media', transition = null } = clip
  const start = typeof given !== 'object' ? given : startFrame === null ? null : { frame: startFrame }
  const length = (): TimedClip['length'] => {
    if (duration === 'end' || typeof duration === 'object') return endFrame === null ? null : { endFrame }
    if (duration !== 'media') return { seconds: duration }
    if (clip.type === 'captions') {
      const own = captionsSeconds(clip, context.assets)
      return own === null ? null : { seconds: own }
    }
    if (clip.type === 'composition') return mediaOf(clip, composition ?? null, pointer, context)
    if (facts === null || (clip.type !== 'video' && clip.type !== 'audio') || isFrozen(clip)) return null
    return lengthOf(clip, facts, clip.type === 'video' ? 'picture' : 'sound', pointer, rate, findings)
  }
  return { pointer, start, transition, length: length() }
}

function checkFades({ clip, pointer }: Looked, timing: Timing, { rate, findings }: ClipContext): void {
  const length = timing.endFrame - timing.startFrame
  const fades = framesOf(clip.fadeIn ?? 0, rate) + framesOf(clip.fadeOut ?? 0, rate)
  if (fades <= length) return
  refuse(
    findings,
    'FADES_TOO_LONG',
    clip.fadeOut === undefined ? `${pointer}/fadeIn` : `${pointer}/fadeOut`,
    `fadeIn and fadeOut take ${seconds(fades, rate)} together, the clip is ${seconds(length, rate)} long`,
    'Make the fades shorter or the clip longer.',
  )
}

function resolveClip(
  { clip, pointer, facts, composition = null, sequence = null }: Looked,
  track: VideoTrack | AudioTrack,
  timing: Timing,
  crossfadeOut: { readonly frames: number; readonly curve: AudioCurve | undefined },
  context: ClipContext,
  resolved: ResolvedClips,
): void {
  const { rate, findings } = context
  if (clip.type === 'text' || clip.type === 'captions') {
    const text =
      clip.type === 'text'
        ? placeText(clip, timing, pointer, context)
        : goes(clip, 'burned-in')
          ? placeCaptions(clip, timing, pointer, context)
          : null
    if (text !== null) resolved.pictures.push(text)
    const span = clip.type === 'captions' ? captionSpan(clip, timing, pointer, context) : null
    if (span !== null) resolved.captions.push(span)
    return
  }
  if (clip.type === 'shape') {
    const shape = placeShape(clip, timing, pointer, context)
    if (shape !== null) resolved.pictures.push(shape)
    return
  }
  if (clip.type === 'composition') {
    if (composition === null || track.kind !== 'video') return
    placeComposition(clip, composition, track, timing, crossfadeOut, pointer, context, resolved)
    return
  }
  if (facts === null) return
  const length = timing.endFrame - timing.startFrame
  if (clip.type === 'video' || clip.type === 'image') {
    const placed = placeMedia(clip, facts, timing, pointer, context)
    const picture = sequence === null ? placed : withSequence(placed, sequence, rate)
    if (picture !== null) resolved.pictures.push(picture)
    if (picture?.kind === 'video' && picture.isReversed) {
      const { width, height } = picture.placement
      resolved.reversed.push({ pointer, pixels: length * width * height })
    }
  }
  if (clip.type === 'image') return
  if (clip.type === 'video') resolved.skippedPixels.push(skippedPixels(clip, length, facts, rate))
  checkReach(
    clip,
    isFrozen(clip) || (clip.type === 'video' && clip.atEnd !== undefined) ? 0 : length,
    facts,
    clip.type === 'video' ? 'picture' : 'sound',
    pointer,
    rate,
    findings,
  )
  if (clip.muted === true || track.muted === true || isFrozen(clip)) return
  if (facts.media.audio === null) {
    warn(findings, 'AUDIO_MISSING', pointer, 'the asset has no sound, so the clip is silent')
    return
  }
  const silence = whySilent(clip, length, rate)
  if (silence !== null) {
    const message = `the speed of the clip changes, and it has no sound: ${silence}`
    warn(findings, 'SPEED_RAMP_SILENT', `${pointer}/speed`, message)
    return
  }
  if (clip.reverse) resolved.reversed.push({ pointer, soundSeconds: sourceSeconds(clip, length, rate) })
  resolved.sounds.push(placeSound(clip, track, facts, timing, crossfadeOut, pointer, context))
}
