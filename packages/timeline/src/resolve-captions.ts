import type { CaptionsClip } from '@framewright/schemas'
import { blocksOf, spokenCues, writtenCue, type TimedCue } from './caption-cues.ts'
import { plannedColor } from './colors.ts'
import { framesOf } from './exact-time.ts'
import { fontOf, metricsOfFont } from './fonts.ts'
import { widthOf } from './font-metrics.ts'
import { refuse, type Findings } from './problems.ts'
import type { ClipContext } from './resolve-clips.ts'
import { defaultSize, hasGlyphs, isWritable, mostLines } from './resolve-text.ts'
import type { Timing } from './resolve-timing.ts'
import type { TextPicture } from './resolved-timeline.ts'
import { textLook } from './text-look.ts'
import type { PlannedCue } from './text-script.ts'

const defaultMaxWidth = 0.9
const defaultPosition = { x: 0.5, y: 0.92 }
/** More are not told at once. */
const mostProblems = 20

/** Where the captions end by themselves, in seconds of the clip. */
export function captionsSeconds({ cues = [], words = [] }: CaptionsClip): number {
  return Math.max(0, ...cues.map(({ end }) => end), ...words.map(({ end }) => end))
}

export function placeCaptions(
  clip: CaptionsClip,
  timing: Timing,
  pointer: string,
  context: ClipContext,
): TextPicture | null {
  const { findings, canvas, rate } = context
  if (!isSaid(clip, pointer, findings)) return null
  const { verticalAlign = 'bottom', position = defaultPosition, activeWord } = clip
  const length = timing.endFrame - timing.startFrame
  const cues = cuesOf(clip, canvas.width)
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
    ...textLook({ ...clip, position }, verticalAlign, timing, pointer, context),
    lines: [],
    script: {
      verticalAlign,
      cues: cues.flatMap((cue) => planCue(cue, rate, length, activeWord !== undefined)),
      ...(activeWord === undefined ? {} : { activeWord: activeOf(activeWord) }),
    },
  }
}

function isSaid(clip: CaptionsClip, pointer: string, findings: Findings): boolean {
  const { cues, words, activeWord, font = 'sans', weight } = clip
  if ((cues === undefined) === (words === undefined)) {
    const message = cues === undefined ? 'the clip says nothing' : 'the clip has both cues and words'
    refuse(findings, 'CAPTIONS_SOURCE', pointer, message, 'Give it either cues or words.')
    return false
  }
  if (activeWord !== undefined && words === undefined) {
    const message = 'nobody has said when which word of a cue is spoken'
    refuse(findings, 'CAPTIONS_SOURCE', `${pointer}/activeWord`, message, 'Use words in place of cues.')
    return false
  }
  const key = cues === undefined ? 'words' : 'cues'
  let before = 0
  let isRight = true
  for (const [at, { text, start, end }] of (cues ?? words ?? []).entries()) {
    const place = `${pointer}/${key}/${at}`
    const isInTime = end > start && (key === 'cues' || start >= before)
    if (!isInTime) {
      const message =
        end > start ? `it begins at ${start} s, before the one before it` : 'it is over before it begins'
      refuse(
        findings,
        'CUE_TIME',
        place,
        message,
        'Let each end after it begins, and list words as they are spoken.',
      )
    }
    before = start
    const isDrawn =
      isWritable(text, `${place}/text`, findings) && hasGlyphs(text, font, weight, `${place}/text`, findings)
    isRight = isRight && isInTime && isDrawn
    if (!isRight && findings.problems.length >= mostProblems) break
  }
  return isRight
}

function cuesOf(clip: CaptionsClip, canvasWidth: number): TimedCue[] {
  const { cues = [], words = [], font = 'sans', weight = 'normal', size = defaultSize } = clip
  const { maxLines = 2, maxWords = Infinity, maxGap = 0.8, maxWidth = defaultMaxWidth } = clip
  const metrics = metricsOfFont(fontOf(font, weight))
  const grouping = {
    ...{ maxLines, maxWords, maxGap, maxWidth: maxWidth * canvasWidth },
    measure: (text: string) => widthOf(text, metrics, size, 'none'),
  }
  return words.length > 0
    ? spokenCues(words, grouping)
    : blocksOf(cues.map((cue) => writtenCue(cue, grouping)))
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
