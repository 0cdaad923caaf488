import type { CaptionsClip, Cue } from '@framewright/schemas'
import {
  blocksOf,
  spokenCues,
  spokenTexts,
  writtenCue,
  type Grouping,
  type TimedCue,
} from '../text/caption-cues.ts'
import { plannedColor } from '../picture/colors.ts'
import { framesOf } from './exact-time.ts'
import { chosenFont } from '../text/font-choice.ts'
import { measureIn, textFonts, warnOfOthers, type TextFonts } from '../text/text-fonts.ts'
import { refuse, type Findings } from './problems.ts'
import type { Assets } from './resolve-assets.ts'
import type { ClipContext } from './resolve-clips.ts'
import { defaultSize, hasGlyphs, isWritable, mostLines } from './resolve-text.ts'
import { readSubtitles, type FileCue } from '../text/subtitle-file.ts'
import type { Timing } from './resolve-timing.ts'
import type { TextPicture } from '../resolved-timeline.ts'
import { textLook } from '../text/text-look.ts'
import type { PlannedCue } from '../text/text-script.ts'

const defaultMaxWidth = 0.9
const defaultPosition = { x: 0.5, y: 0.92 }
/** More are not told at once. */
const mostProblems = 20

/** Where the captions end by themselves, in seconds of the clip; null where that cannot be told, which is reported later. */
export function captionsSeconds(clip: CaptionsClip, assets: Assets): number | null {
  const ends = [...writtenIn(clip, assets), ...(clip.words ?? [])].map(({ end }) => end)
  return ends.length === 0 ? null : ends.reduce((latest, end) => Math.max(latest, end))
}

/** Those of the edit itself, or of the file in it. */
function writtenIn(clip: CaptionsClip, assets: Assets): readonly (Cue | FileCue)[] {
  const text = fileTextOf(clip, assets)
  if (text === undefined) return clip.cues ?? []
  const file = readSubtitles(text)
  return file.ok ? file.cues : []
}

/** All of the file that is in the edit, or that is an asset. */
const fileTextOf = ({ subtitles, asset }: CaptionsClip, assets: Assets): string | undefined =>
  asset === undefined ? subtitles : assets.get(asset)?.text

export function placeCaptions(
  clip: CaptionsClip,
  timing: Timing,
  pointer: string,
  context: ClipContext,
): TextPicture | null {
  const { findings, canvas, rate, assets } = context
  const fonts = fontsOf(clip, pointer, context)
  if (fonts === null || !areWritable(clip, fonts, pointer, context)) return null
  warnOfOthers(fonts, pointer, findings)
  const { verticalAlign = 'bottom', position = defaultPosition, activeWord } = clip
  const length = timing.endFrame - timing.startFrame
  const cues = cuesOf(clip, fonts, canvas.width, assets)
  const tallest = cues.find(({ lines }) => lines.length > mostLines)
  if (tallest !== undefined) {
    const message = `at ${tallest.start} s of the clip there are ${tallest.lines.length} lines at once`
    const remedy = `Show less text at once, or make it smaller: ${mostLines} lines at most.`
    refuse(findings, 'TEXT_INVALID', pointer, message, remedy)
    return null
  }
  return {
    kind: 'text',
    ...timing,
    ...textLook({ ...clip, position }, fonts, verticalAlign, timing, pointer, context),
    lines: [],
    script: {
      verticalAlign,
      cues: cues.flatMap((cue) => planCue(cue, rate, length, activeWord !== undefined)),
      ...(activeWord === undefined ? {} : { activeWord: activeOf(activeWord) }),
    },
  }
}

/** Before its time is looked at: a clip that does not say what it shows has none. */
export function checkCaptions(
  clip: CaptionsClip,
  pointer: string,
  { assets, findings }: Pick<ClipContext, 'assets' | 'findings'>,
): boolean {
  const { words, activeWord } = clip
  const given = (['cues', 'words', 'subtitles', 'asset'] as const).filter((key) => clip[key] !== undefined)
  if (given.length !== 1) {
    const message = given.length === 0 ? 'the clip says nothing' : `the clip has both ${given.join(' and ')}`
    refuse(findings, 'CAPTIONS_SOURCE', pointer, message, 'Give it one of cues, words, subtitles and asset.')
    return false
  }
  if (activeWord !== undefined && words === undefined) {
    const message = 'nobody has said when which word of a cue is spoken'
    refuse(findings, 'CAPTIONS_SOURCE', `${pointer}/activeWord`, message, 'Use words.')
    return false
  }
  if (clip.asset !== undefined && !isOfSubtitles(clip.asset, `${pointer}/asset`, assets, findings))
    return false
  const text = fileTextOf(clip, assets)
  if (text === undefined) return areTimed(clip, pointer, findings)
  const file = readSubtitles(text)
  if (file.ok) return true
  const { line, message, remedy } = file
  refuse(findings, 'SUBTITLES_INVALID', `${pointer}/${filePlace(clip)}`, `line ${line}: ${message}`, remedy)
  return false
}

const filePlace = ({ asset }: CaptionsClip): string => (asset === undefined ? 'subtitles' : 'asset')

function isOfSubtitles(asset: string, at: string, assets: Assets, findings: Findings): boolean {
  const facts = assets.get(asset)
  const remedy = 'Upload an SRT, WebVTT or ASS file (POST /assets) and use the id of the answer.'
  if (facts === undefined || (facts.media.kind === 'subtitles' && facts.text === undefined)) {
    const message = facts === undefined ? `there is no asset ${asset}` : `the file of ${asset} is lost`
    refuse(findings, 'ASSET_UNKNOWN', at, message, remedy)
    return false
  }
  if (facts.media.kind === 'subtitles') return true
  const message = `the asset is of kind ${facts.media.kind}, captions take one of kind subtitles`
  refuse(findings, 'ASSET_KIND_MISMATCH', at, message, remedy)
  return false
}

function areTimed({ cues, words = [] }: CaptionsClip, pointer: string, findings: Findings): boolean {
  const key = cues === undefined ? 'words' : 'cues'
  const before = findings.problems.length
  let earliest = 0
  for (const [at, { start, end }] of (cues ?? words).entries()) {
    if (end <= start || (key === 'words' && start < earliest)) {
      const message =
        end > start ? `it begins at ${start} s, before the one before it` : 'it is over before it begins'
      const remedy = 'Let each end after it begins, and list words as they are spoken.'
      refuse(findings, 'CUE_TIME', `${pointer}/${key}/${at}`, message, remedy)
    }
    earliest = start
    if (findings.problems.length >= before + mostProblems) break
  }
  return findings.problems.length === before
}

/** Those of all that is said, as one: signs of Chinese look the same in all of it. */
function fontsOf(clip: CaptionsClip, pointer: string, context: ClipContext): TextFonts | null {
  const said = [...writtenIn(clip, context.assets), ...(clip.words ?? [])].map(({ text }) => text)
  const chosen = chosenFont(clip, pointer, context)
  return chosen && textFonts(said, chosen, clip)
}

function areWritable(
  clip: CaptionsClip,
  fonts: TextFonts | null,
  pointer: string,
  { assets, findings }: ClipContext,
): boolean {
  const { words, cues } = clip
  const before = findings.problems.length
  for (const [at, said] of (words ?? writtenIn(clip, assets)).entries()) {
    const place =
      'line' in said
        ? `${pointer}/${filePlace(clip)}`
        : `${pointer}/${cues === undefined ? 'words' : 'cues'}/${at}/text`
    if (isWritable(said.text, place, findings) && fonts !== null) {
      hasGlyphs(said.text, fonts, place, findings, 'line' in said ? `line ${said.line}: ` : '')
    }
    if (findings.problems.length >= before + mostProblems) break
  }
  return findings.problems.length === before
}

function groupingOf(clip: CaptionsClip, fonts: TextFonts, canvasWidth: number): Grouping {
  const { maxLines = 2, maxWords = Infinity, maxGap = 0.8, maxWidth = defaultMaxWidth } = clip
  return {
    ...{ maxLines, maxWords, maxGap, maxWidth: maxWidth * canvasWidth },
    measure: measureIn(fonts, clip.size ?? defaultSize, 'none'),
  }
}

/** What is said, as it is read outside of the picture. Null where its font is not there, which is reported. */
export function textsOf(clip: CaptionsClip, pointer: string, context: ClipContext): readonly Cue[] | null {
  const { words, deliver } = clip
  // Letters that the font has not are no matter where nothing is drawn.
  const isChecked = deliver === undefined || deliver.includes('burned-in')
  if (!isChecked && !areWritable(clip, null, pointer, context)) return null
  if (words === undefined) return writtenIn(clip, context.assets)
  const fonts = fontsOf(clip, pointer, context)
  return fonts && spokenTexts(words, groupingOf(clip, fonts, context.canvas.width))
}

function cuesOf(clip: CaptionsClip, fonts: TextFonts, canvasWidth: number, assets: Assets): TimedCue[] {
  const { words = [] } = clip
  const grouping = groupingOf(clip, fonts, canvasWidth)
  return words.length > 0
    ? spokenCues(words, grouping)
    : blocksOf(
        writtenIn(clip, assets).map((cue) => writtenCue(cue, grouping)),
        mostLines,
      )
}

/** On the frames of the clip; what comes to no frame, or lies behind the end of the clip, is not seen. */
function planCue(
  { start, end, lines }: TimedCue,
  rate: ClipContext['rate'],
  length: number,
  isWordByWord: boolean,
): PlannedCue[] {
  const startFrame = framesOf(start, rate)
  const endFrame = Math.min(length, framesOf(end, rate))
  if (endFrame <= startFrame) return []
  const wordFrames = lines.flat().map((word) => framesOf(word.start ?? start, rate))
  return [
    {
      ...{ startFrame, endFrame, lines: lines.map((line) => line.map(({ text }) => text)) },
      ...(isWordByWord ? { wordFrames } : {}),
    },
  ]
}

const activeOf = ({ color, box }: NonNullable<CaptionsClip['activeWord']>) => ({
  ...(color === undefined ? {} : { color: plannedColor(color) }),
  ...(box === undefined ? {} : { box: { color: plannedColor(box.color), padding: box.padding ?? 8 } }),
})
