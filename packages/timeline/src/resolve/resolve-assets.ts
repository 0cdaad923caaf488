import type { ReadAsset, AssetFacts, AudioTrackChoice, Rational } from '@framewright/schemas'
import { heardBy, refuseTrack } from '../sound/audio-track.ts'
import { microsecondsOf } from './exact-time.ts'
import { refuse, warn, type Findings } from './problems.ts'
import { isRamped, sourceSeconds, speedOf, type Sped } from './resolve-motion.ts'
import { framesFilled } from './speed-ramp.ts'
import type { Source } from '../resolved-timeline.ts'
import { seconds } from './resolve-timing.ts'
import { alphaDecoderOf, demuxerOf, durationOf } from './source-facts.ts'

export type Assets = ReadonlyMap<string, ReadAsset>

/** The asset of a clip and the way to read it; null when it cannot be used there, which is reported. */
export function useAsset(
  clip: {
    readonly type: 'video' | 'image' | 'audio'
    readonly asset: string
    readonly audioTrack?: AudioTrackChoice
  },
  pointer: string,
  assets: Assets,
  findings: Findings,
): { facts: AssetFacts; source: Source } | null {
  const at = `${pointer}/asset`
  const facts = assets.get(clip.asset)
  if (facts === undefined) {
    refuse(
      findings,
      'ASSET_UNKNOWN',
      at,
      `there is no asset ${clip.asset}`,
      'Upload it first (POST /assets) and use the id of the answer.',
    )
    return null
  }
  if (!fits(clip.type, facts, at, findings)) return null
  const demuxer = demuxerOf(facts)
  if (demuxer === null) {
    refuse(
      findings,
      'ASSET_FORMAT_UNSUPPORTED',
      at,
      `files of the format ${facts.media.container} are not read`,
      'Convert it to MP4, MOV, WebM, WAV, MP3, FLAC, PNG, JPEG or WebP, and upload that.',
    )
    return null
  }
  const { assetId, sha256, sizeBytes } = facts
  const heard = heardBy(clip, facts)
  if (heard === null) {
    refuseTrack(clip, facts, pointer, findings)
    return null
  }
  return { facts: heard, source: { sha256, assetId, sizeBytes, demuxer, ...alphaDecoderOf(facts) } }
}

function fits(
  type: 'video' | 'image' | 'audio',
  { media }: AssetFacts,
  at: string,
  findings: Findings,
): boolean {
  if (type === 'audio' && media.kind === 'video' && media.audio === null) {
    refuse(findings, 'ASSET_WITHOUT_SOUND', at, 'the asset has no sound', 'Use an asset that has sound.')
    return false
  }
  const isFit = media.kind === type || (type === 'audio' && media.kind === 'video')
  if (isFit && (type === 'audio' ? media.audio : media.video) !== null) return true
  const remedy = {
    video: 'Use "type": "video" for it, on a track of kind "video".',
    image: 'Use "type": "image" for it, on a track of kind "video".',
    audio: 'Use "type": "audio" for it, on a track of kind "audio".',
    lut: 'Use it in an effect: { "type": "lut", "asset": … }.',
    subtitles: 'Use it in captions: { "type": "captions", "asset": … }.',
    font: 'Use it in a text: "font": { "asset": … }.',
  }[media.kind]
  refuse(
    findings,
    'ASSET_KIND_MISMATCH',
    at,
    `the asset is of kind ${media.kind}, the clip is of type ${type}`,
    remedy,
  )
  return false
}

/** How long a clip of "media" is: what is left of the asset. */
export function lengthOf(
  clip: { readonly in?: number } & Sped,
  facts: AssetFacts,
  of: 'picture' | 'sound',
  pointer: string,
  rate: Rational,
  findings: Findings,
): { frames: number } | null {
  const available = durationOf(facts, of)
  if (available === null) {
    refuse(
      findings,
      'ASSET_DURATION_UNKNOWN',
      `${pointer}/duration`,
      'the file does not say how long it is, so "media" has no meaning',
      'Say the duration in seconds.',
    )
    return null
  }
  const left = available - (clip.in ?? 0)
  const frames = left > 0 ? framesFilled(clip.speed, speedOf(clip), left, rate) : 0
  if (frames > 0) return { frames }
  refuse(
    findings,
    'CLIP_BEYOND_ASSET',
    clip.in === undefined ? `${pointer}/asset` : `${pointer}/in`,
    `nothing is left of the asset, which is ${round(available)} s long`,
    'Begin earlier in the asset.',
  )
  return null
}

/** A clip may end one frame after its asset: durations in files are rounded. Its last frame is held for that long. */
export function checkReach(
  clip: { readonly in?: number } & Sped,
  lengthFrames: number,
  facts: AssetFacts,
  of: 'picture' | 'sound',
  pointer: string,
  rate: Rational,
  findings: Findings,
): void {
  const available = durationOf(facts, of)
  if (available === null) {
    return warn(
      findings,
      'ASSET_DURATION_UNKNOWN',
      pointer,
      'the file does not say how long it is; if it is shorter than the clip, its last frame is held',
    )
  }
  const begin = clip.in ?? 0
  const ownRate = of === 'picture' ? (facts.media.video?.frameRate ?? rate) : rate
  const taken = sourceSeconds(clip, lengthFrames, rate)
  const ofLast = taken - sourceSeconds(clip, Math.max(0, lengthFrames - 1), rate)
  const speed = speedOf(clip)
  const oneFrame = Math.max(
    isRamped(clip) ? ofLast : (rate.den / rate.num) * speed,
    ownRate.den / ownRate.num,
  )
  const reach = begin + taken
  if (microsecondsOf(begin) < microsecondsOf(available) && reach <= available + oneFrame + 1e-6) return
  const left = Math.max(0, available - begin)
  const longest = isRamped(clip)
    ? framesFilled(clip.speed, 1, left, rate)
    : Math.floor((left * rate.num) / (rate.den * speed))
  refuse(
    findings,
    'CLIP_BEYOND_ASSET',
    begin >= available ? `${pointer}/in` : `${pointer}/duration`,
    `the clip reaches to ${round(reach)} s of an asset that is ${round(available)} s long`,
    left > 0
      ? `Make it ${seconds(longest, rate)} long at most, or begin earlier in the asset.`
      : 'Begin earlier in the asset.',
  )
}

const round = (value: number): number => Number(value.toFixed(3))
