import { firstOwnFrame, shownFrames } from '../picture/clip-part.ts'
import { animatedStates } from './text-animation.ts'
import type { PlannedCue, TextPicture, TextScript } from '@framewright/timeline'

/** What a text shows from a frame of its clip on, until the next one. */
export interface ScriptState {
  readonly frame: number
  readonly lines: readonly DrawnLine[]
}

export interface DrawnLine {
  /** Pixels of the canvas: where the line is aligned, and its middle. */
  readonly x: number
  readonly y: number
  readonly parts: readonly LinePart[]
  /** Of letters, stroke and shadow; 1 where nothing is said. */
  readonly scale?: number
}

export interface LinePart {
  readonly text: string
  readonly isActive: boolean
  readonly isHidden?: boolean
}

const usualLineHeight = 1.2

/** A script as pictures one after the other, from frame 0 on. */
export function statesOf(
  clip: TextPicture,
  script: TextScript,
  canvas: { readonly width: number; readonly height: number },
): ScriptState[] {
  const { cues, verticalAlign, animateIn, animateOut } = script
  const isAnimated = animateIn !== undefined || animateOut !== undefined
  const states = cues.flatMap((cue, at) => {
    if (isAnimated)
      return animatedStates(
        clip,
        script,
        drawnLines(clip, cue, verticalAlign, () => false),
        canvas,
      )
    const next = cues[at + 1]?.startFrame
    const blank = next === cue.endFrame ? [] : [{ frame: cue.endFrame, lines: [] }]
    return [...cueStates(clip, cue, verticalAlign), ...blank]
  })
  const all = shownOf(states[0]?.frame === 0 ? states : [{ frame: 0, lines: [] }, ...states], clip)
  // Once more, a frame later: how long the last one is on only a frame behind it tells.
  const last = all.at(-1)
  return last === undefined ? all : [...all, { ...last, frame: last.frame + 1 }]
}

/** Those that are on at some frame of a part of a clip, and from which of its frames on. */
function shownOf(states: ScriptState[], clip: TextPicture): ScriptState[] {
  if (clip.part === undefined) return states
  const first = firstOwnFrame(clip)
  const end = first + shownFrames(clip)
  return states
    .filter(({ frame }, at) => frame < end && (states[at + 1]?.frame ?? Infinity) > first)
    .map((state) => ({ ...state, frame: Math.max(0, state.frame - first) }))
}

function cueStates(clip: TextPicture, cue: PlannedCue, align: TextScript['verticalAlign']): ScriptState[] {
  const { startFrame, endFrame, wordFrames = [] } = cue
  const changes = wordFrames.filter((frame) => frame > startFrame && frame < endFrame)
  return [...new Set([startFrame, ...changes])].map((frame) => {
    const active = Math.max(...wordFrames.filter((from) => from <= frame))
    return { frame, lines: drawnLines(clip, cue, align, (word) => wordFrames[word] === active) }
  })
}

function drawnLines(
  { x, y, size, lineHeight = usualLineHeight }: TextPicture,
  { lines }: PlannedCue,
  align: TextScript['verticalAlign'],
  isActive: (word: number) => boolean,
): DrawnLine[] {
  const pitch = lineHeight * size
  const top = y - { top: 0, middle: 0.5, bottom: 1 }[align] * lines.length * pitch
  let word = 0
  return lines.map((words, line) => ({
    x,
    y: top + (line + 0.5) * pitch,
    // The space between two words is none of theirs.
    parts: words.flatMap((text, at): LinePart[] => [
      ...(at === 0 ? [] : [{ text: ' ', isActive: false }]),
      { text, isActive: isActive(word++) },
    ]),
  }))
}
