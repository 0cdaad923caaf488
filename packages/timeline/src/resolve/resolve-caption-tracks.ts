import type { CaptionsClip, CaptionWay, Edit, Rational } from '@framewright/schemas'
import { holdsCaptions } from '../outputs/planned-captions.ts'
import { presetNamed } from '../outputs/presets.ts'
import {
  byLanguage,
  oneAtATime,
  tracksIn,
  type CaptionSpan,
  type CaptionTrack,
} from '../text/caption-tracks.ts'
import { plainTag } from '../text/languages.ts'
import type { ResolvedOutput } from '../resolved-timeline.ts'
import { refuse, warn, type Findings } from './problems.ts'
import { textsOf } from './resolve-captions.ts'
import type { ClipContext } from './resolve-clips.ts'
import { isWritable, mostLines } from './resolve-text.ts'
import type { Timing } from './resolve-timing.ts'

export const goes = ({ deliver = ['burned-in'] }: CaptionsClip, way: CaptionWay): boolean =>
  deliver.includes(way)

/** What of a clip leaves the picture; null where nothing does, or something is wrong with it, which is reported. */
export function captionSpan(
  clip: CaptionsClip,
  { startFrame, endFrame }: Timing,
  pointer: string,
  context: ClipContext,
): CaptionSpan | null {
  const [isSoft, isSidecar] = [goes(clip, 'soft'), goes(clip, 'sidecar')]
  const { findings } = context
  const { title } = clip
  for (const key of ['title', 'default'] as const) {
    if (clip[key] === undefined || isSoft) continue
    const message = `${key} is of a track, and the captions are not delivered as one`
    refuse(findings, 'CAPTIONS_TRACK', `${pointer}/${key}`, message, `Remove it, or deliver them "soft".`)
  }
  if (title !== undefined && !isWritable(title, `${pointer}/title`, findings)) return null
  const language = clip.language === undefined ? undefined : knownTag(clip.language, pointer, findings)
  if (language === null || (!isSoft && !isSidecar)) return null
  const cues = textsOf(clip, pointer, context)
  return (
    cues && {
      ...{ pointer, originFrame: startFrame, startFrame, endFrame, cues },
      ...{ isBurnedIn: goes(clip, 'burned-in'), isSoft, isSidecar },
      ...(language === undefined ? {} : { language }),
      ...(title === undefined ? {} : { title }),
      ...(clip.default ? { isDefault: true } : {}),
    }
  )
}

/** Null where it names no language, which is reported. */
export function knownTag(language: string, pointer: string, findings: Findings): string | null {
  const tag = plainTag(language)
  if (tag !== null) return tag
  const message = `${language} is no language of ISO 639`
  refuse(findings, 'LANGUAGE_UNKNOWN', `${pointer}/language`, message, 'Use a code such as en or de.')
  return null
}

/** As it is seen through a composition that is shown from another frame on, and for a while. */
export function captionsWithin(
  spans: readonly CaptionSpan[],
  frames: number,
  shown: Pick<Timing, 'startFrame' | 'endFrame'>,
): CaptionSpan[] {
  return spans
    .map((span) => ({
      ...span,
      originFrame: span.originFrame + frames,
      startFrame: Math.max(shown.startFrame, span.startFrame + frames),
      endFrame: Math.min(shown.endFrame, span.endFrame + frames),
    }))
    .filter(({ startFrame, endFrame }) => endFrame > startFrame)
}

export interface ResolvedCaptions {
  readonly soft: readonly CaptionTrack[]
  readonly sidecar: readonly CaptionTrack[]
}

/** The tracks that leave the picture, once it is known which outputs there are. */
export function resolveCaptionTracks(
  edit: Edit,
  spans: readonly CaptionSpan[],
  outputs: readonly ResolvedOutput[],
  rate: Rational,
  findings: Findings,
): { readonly captions?: ResolvedCaptions } {
  const [soft, sidecar] = [spans.filter(({ isSoft }) => isSoft), spans.filter(({ isSidecar }) => isSidecar)]
  checkTracks(soft, findings)
  const made = {
    soft: withDefault(tracksIn(soft, rate)).map((track) => ({
      ...track,
      cues: oneAtATime(track.cues, mostLines),
    })),
    sidecar: tracksIn(sidecar, rate),
  }
  for (const [tracks, own] of [[made.soft, soft] as const, [made.sidecar, sidecar] as const])
    for (const track of tracks) checkTrack(track, own, findings)
  checkSidecars(edit, outputs, made.sidecar, findings)
  checkWays(spans, outputs, findings)
  return spans.length === 0 ? {} : { captions: made }
}

/** Players show one unasked; which one is not left to them. */
const withDefault = (tracks: readonly CaptionTrack[]): CaptionTrack[] =>
  tracks.some(({ isDefault }) => isDefault)
    ? [...tracks]
    : tracks.map((track, at) => (at === 0 ? { ...track, isDefault: true } : track))

function checkTracks(spans: readonly CaptionSpan[], findings: Findings): void {
  for (const [language = 'no language', own] of byLanguage(spans)) {
    const titled = own.filter(({ title }) => title !== undefined)
    const other = titled.find(({ title }) => title !== titled[0]?.title)
    if (other === undefined) continue
    const message = `the track in ${language} is called "${titled[0]?.title}" at ${titled[0]?.pointer}`
    refuse(findings, 'CAPTIONS_TRACK', `${other.pointer}/title`, message, 'Give both clips the same title.')
  }
  const defaults = spans.filter(({ isDefault }) => isDefault)
  const second = defaults.find(({ language }) => language !== defaults[0]?.language)
  if (second === undefined) return
  const message = `the track of ${defaults[0]?.pointer} is the one that players show unasked`
  refuse(findings, 'CAPTIONS_TRACK', `${second.pointer}/default`, message, 'Say so of one language.')
}

function checkTrack(
  { language, cues }: CaptionTrack,
  spans: readonly CaptionSpan[],
  findings: Findings,
): void {
  const pointer = spans.find((span) => span.language === language)?.pointer ?? ''
  if (cues.length === 0) {
    const message = 'no cue of the track lies within its clips'
    refuse(findings, 'CAPTIONS_EMPTY', pointer, message, 'Make the clip longer, or remove it.')
  }
  const tall = cues.find(({ text }) => text.split('\n').length > mostLines)
  if (tall === undefined) return
  const message = `at ${tall.startMs / 1000} s of the film there are ${tall.text.split('\n').length} lines at once`
  refuse(findings, 'TEXT_INVALID', pointer, message, `Show less text at once: ${mostLines} lines at most.`)
}

/** The one in its language; where it says none, the one that has none, or the only one. */
export function trackFor(
  { language }: { readonly language?: string },
  tracks: readonly CaptionTrack[],
): CaptionTrack | undefined {
  const found = tracks.find((track) => track.language === language)
  return found ?? (language === undefined && tracks.length === 1 ? tracks[0] : undefined)
}

function checkSidecars(
  edit: Edit,
  outputs: readonly ResolvedOutput[],
  tracks: readonly CaptionTrack[],
  findings: Findings,
): void {
  for (const output of outputs) {
    if (!('isSidecar' in output) || trackFor(output, tracks) !== undefined) continue
    const at = edit.outputs.findIndex(({ name }) => name === output.name)
    const there = tracks.map(({ language }) => language ?? 'no language').join(', ')
    const [key, message, remedy] =
      tracks.length === 0
        ? [
            'preset',
            'no captions are delivered as a sidecar',
            'Let a clip of captions say "deliver": ["sidecar"].',
          ]
        : [
            output.language === undefined ? 'preset' : 'language',
            `the captions are in ${there}`,
            'Use the language of one of them.',
          ]
    refuse(findings, 'OUTPUT_WITHOUT_CAPTIONS', `/outputs/${at}/${key}`, message, remedy)
  }
}

/** What goes nowhere is refused, or, where it is read elsewhere, warned of. */
function checkWays(
  spans: readonly CaptionSpan[],
  outputs: readonly ResolvedOutput[],
  findings: Findings,
): void {
  const containers = outputs.flatMap(({ preset }) => presetNamed(preset)?.container ?? [])
  const isHeld = containers.some(holdsCaptions)
  const sidecars = outputs.filter((output) => 'isSidecar' in output)
  const alone = byLanguage(spans.filter(({ isSidecar }) => isSidecar)).size === 1
  const isWanted = ({ language }: CaptionSpan) =>
    sidecars.some((output) => output.language === language || (alone && output.language === undefined))
  for (const span of new Map(spans.map((one) => [one.pointer, one])).values()) {
    const lost = [
      ...(span.isSoft && !isHeld ? ['no output is MP4, WebM or a stream, which hold them as a track'] : []),
      ...(span.isSidecar && !isWanted(span)
        ? [`no output is captions alone${span.language === undefined ? '' : ` in ${span.language}`}`]
        : []),
    ]
    const ways = [span.isBurnedIn, span.isSoft, span.isSidecar].filter(Boolean).length
    const pointer = `${span.pointer}/deliver`
    if (lost.length < ways) for (const message of lost) warn(findings, 'CAPTIONS_LOST', pointer, message)
    else
      refuse(
        findings,
        'CAPTIONS_WITHOUT_OUTPUT',
        pointer,
        lost.join(', and '),
        'Add an output that has them, such as standard or captions_vtt, or deliver them "burned-in".',
      )
  }
  if (!isHeld || !spans.some(({ isSoft }) => isSoft)) return
  for (const [at, { preset, picture }] of outputs.entries()) {
    const { container = 'png', video = null } = presetNamed(preset) ?? {}
    const isFilm = picture !== null && video?.codec !== 'png' && video?.codec !== 'mjpeg'
    if (isFilm && !holdsCaptions(container))
      warn(findings, 'CAPTIONS_LOST', `/outputs/${at}/preset`, `${preset} holds no track of captions`)
  }
}
