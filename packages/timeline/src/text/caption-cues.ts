import type { Cue, SpokenWord } from '@framewright/schemas'
import { wrapLine, type Measure } from './wrap-text.ts'

/** What is on the screen for a while: lines of words. Of words that are spoken, when each begins. */
export interface TimedCue {
  readonly start: number
  readonly end: number
  readonly lines: readonly (readonly TimedWord[])[]
}

export interface TimedWord {
  readonly text: string
  readonly start?: number
}

export interface Grouping {
  readonly maxLines: number
  readonly maxWords: number
  readonly maxGap: number
  readonly maxWidth: number
  readonly measure: Measure
}

/** A line of a written cue is one word: nobody has said when which part of it is spoken. */
export const writtenCue = ({ text, start, end }: Cue, { maxWidth, measure }: Grouping): TimedCue => ({
  start,
  end,
  lines: text
    .split('\n')
    .flatMap((line) => wrapLine(line, maxWidth, measure))
    .map((line) => [{ text: line }]),
})

/** As many words in a cue as go into its lines; a pause ends it, and otherwise it stays until the next one. */
export const spokenCues = (words: readonly SpokenWord[], grouping: Grouping): TimedCue[] =>
  spokenGroups(words, grouping).map(({ words: group, ...span }) => ({
    ...span,
    lines: linesOfWords(group, grouping),
  }))

/** The same to be read elsewhere: however long a word is, it is not broken. */
export const spokenTexts = (words: readonly SpokenWord[], grouping: Grouping): Cue[] =>
  spokenGroups(words, grouping).map(({ words: group, ...span }) => ({
    ...span,
    text: group
      .reduce<string[]>((lines, { text }) => {
        const joined = lines.length === 0 ? text : `${lines.at(-1)} ${text}`
        const isFitting = lines.length > 0 && grouping.measure(joined) <= grouping.maxWidth
        return isFitting ? [...lines.slice(0, -1), joined] : [...lines, text]
      }, [])
      .join('\n'),
  }))

interface SpokenGroup {
  readonly start: number
  readonly end: number
  readonly words: readonly SpokenWord[]
}

function spokenGroups(words: readonly SpokenWord[], grouping: Grouping): SpokenGroup[] {
  const { maxLines, maxWords, maxGap } = grouping
  const groups: SpokenWord[][] = []
  for (const word of words) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    const joins =
      group !== undefined &&
      before !== undefined &&
      word.start - before.end <= maxGap &&
      group.length < maxWords &&
      linesOfWords([...group, word], grouping).length <= maxLines
    if (joins) group.push(word)
    else groups.push([word])
  }
  return groups.map((group, at) => {
    const next = groups[at + 1]?.[0]?.start ?? Infinity
    const end = group.at(-1)?.end ?? 0
    return {
      start: group[0]?.start ?? 0,
      end: next - end <= maxGap ? next : end,
      words: group,
    }
  })
}

function linesOfWords(words: readonly SpokenWord[], { maxWidth, measure }: Grouping): TimedWord[][] {
  const lines: TimedWord[][] = []
  for (const { text, start } of words) {
    const line = lines.at(-1)
    const joined = [...(line ?? []).map((word) => word.text), text].join(' ')
    if (line !== undefined && measure(joined) <= maxWidth) line.push({ text, start })
    else lines.push(...wrapLine(text, maxWidth, measure).map((piece) => [{ text: piece, start }]))
  }
  return lines
}

/**
 * Cues that are on at the same time stand below each other: from moment to moment there is one block of lines. A block
 * of more than `mostLines` is the last one: thousands at once would be thousands of thousands of lines.
 */
export function blocksOf(cues: readonly TimedCue[], mostLines: number): TimedCue[] {
  const moments = [...new Set(cues.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b)
  const inOrder = [...cues].sort((a, b) => a.start - b.start)
  const blocks: TimedCue[] = []
  let on: TimedCue[] = []
  let next = 0
  for (const [at, start] of moments.entries()) {
    const end = moments[at + 1] ?? start
    on = on.filter((cue) => cue.end > start)
    for (let cue = inOrder[next]; cue !== undefined && cue.start <= start; cue = inOrder[++next]) on.push(cue)
    if (on.length > 0 && end > start) blocks.push({ start, end, lines: on.flatMap(({ lines }) => lines) })
    if ((blocks.at(-1)?.lines.length ?? 0) > mostLines) break
  }
  return blocks
}
