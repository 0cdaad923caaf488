import type { AssetFacts, Edit, Rational, Sequence, SequenceClip, VideoClip } from '@framewright/schemas'
import { maskVideoOf } from '../picture/mask.ts'
import { everyClip } from '../picture/nested.ts'
import { drawnFrom, type PlannedSequence } from '../picture/sequence.ts'
import type { PictureTrack, ImagePicture, Source, VideoPicture } from '../resolved-timeline.ts'
import { rateOf } from './frame-rate.ts'
import { refuse, warn, type Findings } from './problems.ts'
import type { Assets } from './resolve-assets.ts'
import type { ClipContext } from './resolve-clips.ts'
import { checkMotion } from './resolve-motion.ts'
import { demuxerOf } from './source-facts.ts'

/** A sequence as if it were the file of a video, and the files that it is. */
export interface ResolvedSequence {
  readonly facts: AssetFacts
  readonly planned: PlannedSequence
  readonly sources: readonly Source[]
}

export interface Sequences {
  /** Resolved when it is asked for first; null: it cannot be used, which has been reported then. */
  named(name: string): ResolvedSequence | 'unknown' | null
  /** Those that have been asked for. */
  readonly used: ReadonlyMap<string, ResolvedSequence | null>
}

/** Of pictures that are read one after the other by the name of their file. */
const codecs = ['png', 'mjpeg', 'webp', 'bmp', 'tiff']
const highestRate = 120

export function openSequences(
  { sequences: own = {} }: Edit,
  context: Pick<ClipContext, 'assets' | 'findings'>,
): Sequences {
  const used = new Map<string, ResolvedSequence | null>()
  return {
    used,
    named(name) {
      const sequence = Object.hasOwn(own, name) ? own[name] : undefined
      if (sequence === undefined) return 'unknown'
      const known = used.get(name)
      if (known !== undefined) return known
      const resolved = resolveSequence(sequence, `/sequences/${name}`, context)
      used.set(name, resolved)
      return resolved
    },
  }
}

function resolveSequence(
  { assets: assetIds, fps }: Sequence,
  pointer: string,
  { assets, findings }: Pick<ClipContext, 'assets' | 'findings'>,
): ResolvedSequence | null {
  const frameRate = rateOf(fps)
  const isFast = frameRate.num > highestRate * frameRate.den
  if (isFast) {
    const message = `${frameRate.num}/${frameRate.den} frames a second are more than ${highestRate}`
    refuse(findings, 'FRAME_RATE', `${pointer}/fps`, message, `Use ${highestRate} at most.`)
  }
  const frames = assetIds.map((assetId, at) =>
    usedFrame(assetId, `${pointer}/assets/${at}`, assets, findings),
  )
  const known = frames.filter((frame) => frame !== null)
  const areAlike = checkAlike(frames, pointer, findings)
  const [first] = known
  const video = first?.media.video
  if (isFast || !areAlike || known.length < frames.length || first === undefined || video == null) return null
  const durationSeconds = (known.length * frameRate.den) / frameRate.num
  const hasAlpha = known.some(({ media }) => media.video?.hasAlpha)
  const formats = [...new Set(known.map(({ media }) => media.video?.pixelFormat ?? ''))]
  const shown = { ...video, frameRate, frameCount: known.length, durationSeconds, hasAlpha }
  return {
    facts: {
      ...first,
      media: { ...first.media, kind: 'video', durationSeconds, video: shown, audio: null },
    },
    planned: {
      ...{ frameRate, firstFrame: 0, sha256s: known.map(({ sha256 }) => sha256) },
      ...(formats.length > 1 ? { pixelFormat: formats.some(isDeep) ? 'rgba64le' : 'rgba' } : {}),
    },
    sources: known.map((facts) => sourceOf(facts)),
  }
}

const sourceOf = (facts: AssetFacts): Source => {
  const { sha256, assetId, sizeBytes } = facts
  return { sha256, assetId, sizeBytes, demuxer: demuxerOf(facts) ?? '' }
}

/** More than eight bits. */
const isDeep = (pixelFormat: string): boolean => /16|48|64/.test(pixelFormat)

/** An asset that can be a frame; null where it cannot, which is reported. */
function usedFrame(assetId: string, pointer: string, assets: Assets, findings: Findings): AssetFacts | null {
  const facts = assets.get(assetId)
  if (facts === undefined) {
    const remedy = 'Upload it first (POST /assets) and use the id of the answer.'
    refuse(findings, 'ASSET_UNKNOWN', pointer, `there is no asset ${assetId}`, remedy)
    return null
  }
  const { kind, video } = facts.media
  if (kind === 'image' && video !== null && codecs.includes(video.codec)) return facts
  const what = kind === 'image' ? `an image of ${video?.codec ?? 'no format'}` : `of kind ${kind}`
  const message = `the asset is ${what}, and cannot be a frame of a sequence`
  refuse(findings, 'ASSET_KIND_MISMATCH', pointer, message, 'Use PNG, JPEG, WebP, BMP or TIFF.')
  return null
}

/** Of one kind and one size. What is not as most of them are is reported. */
function checkAlike(frames: readonly (AssetFacts | null)[], pointer: string, findings: Findings): boolean {
  const counts = new Map<string, number>()
  for (const frame of frames) {
    if (frame !== null) counts.set(looksOf(frame), (counts.get(looksOf(frame)) ?? 0) + 1)
  }
  const [usual] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0])
  for (const [at, frame] of frames.entries()) {
    if (frame === null || looksOf(frame) === usual) continue
    const message = `the frame is ${looksOf(frame)}, and most of the sequence is ${usual}`
    const remedy = 'Use files of one kind and one size, or put it into a clip of its own.'
    refuse(findings, 'SEQUENCE_MIXED', `${pointer}/assets/${at}`, message, remedy)
  }
  return counts.size < 2
}

function looksOf({ media: { video } }: AssetFacts): string {
  const { codec, width, height, rotationDegrees } = video ?? {}
  return `${codec} of ${width}x${height}${rotationDegrees === 0 ? '' : `, turned by ${rotationDegrees}°`}`
}

/** A clip of a sequence as one of a video without sound. */
export function asVideo({ sequence: _, ...clip }: SequenceClip): VideoClip {
  return { ...clip, type: 'video', asset: '', muted: true }
}

/** The clip, as a video, and what it shows. */
export function lookAtSequence(clip: SequenceClip, pointer: string, context: ClipContext) {
  const { rate, findings, sequences } = context
  const video = asVideo(clip)
  checkMotion(video, pointer, rate, findings)
  const sequence = useSequence(clip.sequence, `${pointer}/sequence`, sequences, findings)
  return { clip: video, pointer, facts: sequence?.facts ?? null, sequence, isUsable: sequence !== null }
}

/** The sequence of a name; null where it cannot be used, which is reported. */
export function useSequence(
  name: string,
  pointer: string,
  sequences: Sequences,
  findings: Findings,
): ResolvedSequence | null {
  const found = sequences.named(name)
  if (found !== 'unknown') return found
  const message = `there is no sequence "${name}"`
  refuse(findings, 'SEQUENCE_UNKNOWN', pointer, message, 'Use the name of one of sequences.')
  return null
}

/** With the files that it is made of, which are coded as they themselves say. */
export function withSequence(
  placed: VideoPicture | ImagePicture | null,
  { planned }: ResolvedSequence,
  rate: Rational,
): VideoPicture | null {
  if (placed?.kind !== 'video') return null
  const { loopFrames, ...picture } = placed
  const sequence = drawnFrom(
    loopFrames === undefined ? planned : { ...planned, isLooped: true },
    picture,
    rate,
  )
  return { ...picture, colorMatrix: 'auto', sha256: sequence.sha256s[0] ?? '', sequence }
}

/** The files that are shown of the sequences. */
export function sequenceSources(tracks: readonly PictureTrack[], { used }: Sequences): Source[] {
  if (used.size === 0) return []
  const shown = new Set(
    everyClip(tracks.flatMap(({ clips }) => clips)).flatMap((clip) => [
      ...(clip.kind === 'video' ? (clip.sequence?.sha256s ?? []) : []),
      ...(maskVideoOf(clip)?.sequence?.sha256s ?? []),
    ]),
  )
  return [...used.values()].flatMap((one) => one?.sources ?? []).filter(({ sha256 }) => shown.has(sha256))
}

/** What is wrong with a sequence is told also where nothing shows it. */
export function noteUnusedSequences(
  { sequences: own = {} }: Edit,
  { sequences, findings }: ClipContext,
): void {
  for (const name of Object.keys(own)) {
    if (sequences.used.has(name)) continue
    warn(findings, 'SEQUENCE_UNUSED', `/sequences/${name}`, 'nothing that is shown shows it')
    sequences.named(name)
  }
}
