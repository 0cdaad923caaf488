import { clustersOf, type PlannedAnimation, type TextPicture, type TextScript } from '@framewright/timeline'
import { ownFrames } from '../picture/clip-part.ts'
import { isShaped } from './shaped-fonts.ts'
import type { DrawnLine, LinePart, ScriptState } from './script-states.ts'

interface Canvas {
  readonly width: number
  readonly height: number
}

/** A mark goes with the letter that it stands on. */
const letters = /.[\p{M}\u200d]*/gsu
const words = /[^ ]+ */g

/**
 * The lines of a text on the frames on which it comes and goes: at frame i of n it has come i/n of its way, and what goes
 * does the same backwards. Between the two it stands still, in one state.
 */
export function animatedStates(
  clip: TextPicture,
  script: TextScript,
  lines: DrawnLine[],
  canvas: Canvas,
): ScriptState[] {
  const length = ownFrames(clip)
  const { animateIn, animateOut } = script
  const at = (
    frame: number,
    { type, frameCount }: PlannedAnimation,
    from: number,
    direction: 1 | -1,
  ): ScriptState => ({
    frame,
    lines: movedLines(lines, type, from / frameCount, direction, clip, canvas),
  })
  const coming = range(animateIn?.frameCount ?? 0).map((i) => at(i, animateIn as PlannedAnimation, i, 1))
  const going = range(animateOut?.frameCount ?? 0).map((i) => {
    const left = (animateOut?.frameCount ?? 0) - 1 - i
    return at(length - 1 - left, animateOut as PlannedAnimation, left, -1)
  })
  const still = { frame: coming.length, lines }
  return [...coming, ...(coming.length + going.length < length ? [still] : []), ...going]
}

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

function movedLines(
  lines: readonly DrawnLine[],
  type: PlannedAnimation['type'],
  share: number,
  direction: 1 | -1,
  clip: TextPicture,
  { width, height }: Canvas,
): readonly DrawnLine[] {
  const { x, y } = clip
  // Fast at first, then slower and slower.
  const away = (1 - share) * (1 - share) * (1 - share) * direction
  const moved = (dx: number, dy: number) => lines.map((line) => ({ ...line, x: line.x + dx, y: line.y + dy }))
  switch (type) {
    case 'typewriter':
      return shownLines(lines, isShaped(clip) ? clustersOf : (text) => text.match(letters) ?? [], share)
    case 'words':
      return shownLines(lines, (text) => text.match(words) ?? [], share)
    case 'slide-left':
      return moved(away * width, 0)
    case 'slide-right':
      return moved(-away * width, 0)
    case 'slide-up':
      return moved(0, away * height)
    case 'slide-down':
      return moved(0, -away * height)
    case 'pop': {
      const scale = popped(share)
      const grown = lines.map((line) => ({
        ...line,
        x: x + (line.x - x) * scale,
        y: y + (line.y - y) * scale,
        scale,
      }))
      // A size of nothing is no size to libass.
      return scale >= 0.01 ? grown : []
    }
  }
}

/** A little too large on its way (the "back" easing of Penner). */
function popped(share: number): number {
  const left = share - 1
  return 1 + 2.70158 * left * left * left + 1.70158 * left * left
}

/** So many of all the pieces of the lines, and the rest in its place but not to be seen. */
function shownLines(
  lines: readonly DrawnLine[],
  piecesOf: (text: string) => readonly string[],
  share: number,
): DrawnLine[] {
  const pieces = lines.map(({ parts }) => piecesOf(parts.map(({ text }) => text).join('')))
  const all = pieces.reduce((sum, { length }) => sum + length, 0)
  let left = Math.floor(all * share)
  return lines.map((line, at) => {
    const ofLine = pieces[at] ?? []
    const shown = Math.min(left, ofLine.length)
    left -= shown
    const part = (from: readonly string[], isHidden: boolean): LinePart[] =>
      from.length === 0 ? [] : [{ text: from.join(''), isActive: false, isHidden }]
    return { ...line, parts: [...part(ofLine.slice(0, shown), false), ...part(ofLine.slice(shown), true)] }
  })
}
