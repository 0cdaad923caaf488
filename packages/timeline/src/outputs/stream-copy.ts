import type { AssetFacts, Edit, EditOutput, Rational } from '@framewright/schemas'
import { microsecondsOf, secondsOfFrames } from '../resolve/exact-time.ts'
import { warn, type Findings } from '../resolve/problems.ts'
import type { Assets } from '../resolve/resolve-assets.ts'
import { demuxerOf, originOf } from '../resolve/source-facts.ts'
import type { RenderPlan } from '../render-plan.ts'
import type { ResolvedOutput, ResolvedPicture, ResolvedTimeline, VideoPicture } from '../resolved-timeline.ts'
import { presetNamed, type Container, type PicturePreset } from './presets.ts'

/** The packets of a source in place of an encoded picture, from a frame of it on. */
export interface StreamCopy {
  readonly sha256: string
  /** Which of the file's video streams; the first where nothing is said. */
  readonly stream?: number
  /** Of the source, counted from 0 in the order in which frames are shown. */
  readonly firstFrame: number
  /** When it is shown; never before. */
  readonly inMicroseconds: number
}

type Film = Pick<
  ResolvedTimeline,
  'tracks' | 'frameCount' | 'frameRate' | 'width' | 'height' | 'hdr' | 'effects' | 'outputs'
>

/** The outputs, with the copy of those whose picture can be one. Why the others cannot is a warning. */
export function withCopies(edit: Edit, film: Film, assets: Assets, findings: Findings): ResolvedOutput[] {
  if (edit.policy?.copy !== 'auto') return [...film.outputs]
  return film.outputs.map((output, at) => {
    const preset = presetNamed(output.preset)
    const wanted = edit.outputs[at]
    // Nobody expects a still, or a GIF, to be a copy.
    if (output.picture === null || wanted === undefined || !isFilmPreset(preset)) return output
    const found = copyFor(wanted, output, preset, film, assets)
    if (typeof found !== 'string') return { ...output, copy: found }
    warn(findings, 'COPY_IMPOSSIBLE', `/outputs/${at}`, `its picture is encoded: ${found}`)
    return output
  })
}

const isFilmPreset = (preset: ReturnType<typeof presetNamed>): preset is PicturePreset =>
  preset != null && preset.video !== null && !['png', 'mjpeg', 'gif'].includes(preset.video.codec)

/** Whose times stay what they are from the one container to the other. */
const demuxerFor: Readonly<Partial<Record<Container, string>>> = { mp4: 'mov', mov: 'mov', webm: 'matroska' }

/** What is copied, or why nothing can be. */
function copyFor(
  wanted: EditOutput,
  output: ResolvedPicture,
  preset: PicturePreset,
  film: Film,
  assets: Assets,
): StreamCopy | string {
  const { codec } = preset.video
  if ((['crf', 'bitrateKbps', 'maxSizeMb', 'passes'] as const).some((key) => wanted[key] !== undefined))
    return 'it asks for a quality, a rate or a size'
  const clip = onlyClip(film)
  if (typeof clip === 'string') return clip
  const facts = [...assets.values()].find(({ sha256 }) => sha256 === clip.sha256)
  const video = facts?.media.video
  if (facts === undefined || video == null) return 'its clip is no video'
  if (video.codec !== codec || codec === 'prores') return `its clip is ${video.codec}, not ${codec}`
  if (demuxerOf(facts) !== demuxerFor[preset.container])
    return `its clip comes in ${facts.media.container}, not in ${preset.container}`
  if (video.pixelFormat !== 'yuv420p' || !isBt709(facts))
    return 'the colours of its clip are not said to be bt709 in 8 bits of 4:2:0'
  if (video.rotationDegrees !== 0 || video.isInterlaced) return 'its clip is turned, or interlaced'
  if (!isSame(video, film) || !isSame(output, film))
    return `its clip is ${video.width}x${video.height}, not ${output.width}x${output.height}`
  const isSameRate = video.frameRate.num * film.frameRate.den === film.frameRate.num * video.frameRate.den
  if (!isSameRate) return 'its clip has another frame rate'
  if (isBeyond(preset, facts)) return `its clip is more than ${preset.limits?.of ?? ''} takes`
  return fromFrame(clip, facts, film)
}

const isSame = (
  one: { readonly width: number; readonly height: number },
  other: { readonly width: number; readonly height: number },
): boolean => one.width === other.width && one.height === other.height

function isBt709({ media: { video } }: AssetFacts): boolean {
  const { colorSpace, colorPrimaries = 'bt709', colorTransfer = 'bt709' } = video ?? {}
  return [colorSpace, colorPrimaries, colorTransfer].every((tag) => tag === 'bt709')
}

/** As it is on average, which is all that is known. */
function isBeyond({ limits }: PicturePreset, { sizeBytes, media }: AssetFacts): boolean {
  const { largestBytes, videoKilobitsPerSecond } = limits ?? {}
  const kilobits = (sizeBytes * 8) / 1000 / (media.durationSeconds ?? 1)
  return sizeBytes > (largestBytes ?? Infinity) || kilobits > (videoKilobitsPerSecond ?? Infinity)
}

/** Everything that can be said of a clip that is left as it is. What is not here does something to it. */
const untouched: Readonly<Record<string, unknown>> = {
  kind: 'video',
  startFrame: 0,
  crossfadeFrames: 0,
  opacity: 1,
  fadeInFrames: 0,
  fadeOutFrames: 0,
  hasAlpha: false,
  colorMatrix: 'bt709',
}
const elsewhere = ['endFrame', 'sha256', 'placement', 'inMicroseconds', 'stream']

function onlyClip({ tracks, frameCount, width, height, hdr, effects }: Film): VideoPicture | string {
  const [clip, ...others] = tracks.flatMap(({ clips }) => clips)
  if (clip?.kind !== 'video' || others.length > 0) return 'the film is not just one video'
  if (effects !== undefined) return 'the film has effects'
  if (hdr !== undefined) return 'the film is HDR'
  const touched = Object.entries(clip).find(
    ([key, value]) => !elsewhere.includes(key) && untouched[key] !== value,
  )
  if (touched !== undefined) return `${touched[0]} changes its clip`
  if (clip.endFrame !== frameCount) return 'its clip is not the whole film'
  const { x, y, cropX, cropY, scaledWidth, scaledHeight } = clip.placement
  const isWhole =
    isSame(clip.placement, { width, height }) && scaledWidth === width && scaledHeight === height
  if (!isWhole || [x, y, cropX, cropY].some((offset) => offset !== 0))
    return 'its clip does not fill the canvas'
  return clip
}

/** `in` may be rounded to a hundredth of a second. */
const inToleranceSeconds = 0.005

function fromFrame(clip: VideoPicture, facts: AssetFacts, film: Film): StreamCopy | string {
  const origin = microsecondsOf(originOf(facts))
  const inSeconds = (clip.inMicroseconds - origin) / 1_000_000
  const { frameRate, frameCount } = film
  const firstFrame = Math.round((inSeconds * frameRate.num) / frameRate.den)
  const at = secondsOfFrames(firstFrame, frameRate)
  if (Math.abs(at - inSeconds) > Math.min(inToleranceSeconds, secondsOfFrames(1, frameRate) / 4))
    return 'its clip begins between two frames'
  const { frameCount: available, frameRate: ownRate } = facts.media.video ?? {}
  if (available == null || firstFrame + frameCount > available)
    return `its clip has ${available ?? 'unknown'} frames`
  return {
    sha256: clip.sha256,
    ...(clip.stream === undefined ? {} : { stream: clip.stream }),
    firstFrame,
    inMicroseconds: origin + microsecondsAt(firstFrame, ownRate ?? frameRate),
  }
}

/** Rounded up: a seek goes to the frame before it otherwise. */
const microsecondsAt = (frame: number, { num, den }: Rational): number =>
  Math.ceil((frame * den * 1_000_000) / num)

/** The same plan without copies: what it falls back to where a file is not as it must be. */
export function planWithoutCopies(plan: RenderPlan): RenderPlan {
  const outputs = plan.outputs.map((output) => {
    if (output.video === null) return output
    const { copy: _, ...encoded } = output
    return encoded
  })
  return { ...plan, encoder: encoderOf(outputs), outputs }
}

/** Of all outputs, joined by `+` where they differ. */
export const encoderOf = (outputs: RenderPlan['outputs']): string =>
  [...new Set(outputs.map((output) => nameOf(output)))].join('+')

function nameOf(output: RenderPlan['outputs'][number]): string {
  if (output.video === null) return output.audio === null ? output.container : output.audio.codec
  return output.copy === undefined ? output.video.encoder : 'copy'
}
