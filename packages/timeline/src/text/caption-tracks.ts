import type { Cue, Rational } from '@framewright/schemas'
import { millisecondsAt, millisecondsOfFrames } from '../resolve/exact-time.ts'
import { blocksOf } from './caption-cues.ts'
import type { WrittenCue } from './caption-files.ts'

/** Captions that leave the picture, and when: all of a clip, or what compositions that it lies within leave of it. */
export interface CaptionSpan {
  readonly pointer: string
  /** Where its second 0 is. */
  readonly originFrame: number
  readonly startFrame: number
  readonly endFrame: number
  /** In seconds of the clip. */
  readonly cues: readonly Cue[]
  readonly isBurnedIn: boolean
  readonly isSoft: boolean
  readonly isSidecar: boolean
  readonly language?: string
  readonly title?: string
  readonly isDefault?: true
}

/** All that is said in one language, on the clock of the film. */
export interface CaptionTrack {
  readonly language?: string
  readonly title?: string
  readonly isDefault?: true
  readonly cues: readonly WrittenCue[]
}

/** One for each language, in the order in which they are met; cues in the order of their time. */
export function tracksIn(spans: readonly CaptionSpan[], rate: Rational): CaptionTrack[] {
  return [...byLanguage(spans)].map(([language, own]) => {
    const title = own.find((span) => span.title !== undefined)?.title
    return {
      ...(language === undefined ? {} : { language }),
      ...(title === undefined ? {} : { title }),
      ...(own.some(({ isDefault }) => isDefault) ? { isDefault: true } : {}),
      cues: own
        .flatMap((span) => cuesOf(span, rate))
        .sort((one, other) => one.startMs - other.startMs || one.endMs - other.endMs),
    }
  })
}

export function byLanguage(spans: readonly CaptionSpan[]): Map<string | undefined, CaptionSpan[]> {
  const found = new Map<string | undefined, CaptionSpan[]>()
  for (const span of spans) found.set(span.language, [...(found.get(span.language) ?? []), span])
  return found
}

function cuesOf({ originFrame, startFrame, endFrame, cues }: CaptionSpan, rate: Rational): WrittenCue[] {
  const first = millisecondsOfFrames(startFrame, rate)
  const last = millisecondsOfFrames(endFrame, rate)
  return cues.flatMap(({ start, end, text }) => {
    const startMs = Math.max(first, millisecondsAt(originFrame, start, rate))
    const endMs = Math.min(last, millisecondsAt(originFrame, end, rate))
    // A blank line would end the cue.
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    return endMs > startMs ? [{ startMs, endMs, text: lines.join('\n') }] : []
  })
}

/** One after the other, as the tracks of a film are: what is said at the same time is one cue, line below line. */
export const oneAtATime = (cues: readonly WrittenCue[], mostLines: number): WrittenCue[] =>
  blocksOf(
    cues.map(({ startMs, endMs, text }) => ({
      ...{ start: startMs, end: endMs },
      lines: text.split('\n').map((line) => [{ text: line }]),
    })),
    mostLines,
  ).map(({ start, end, lines }) => ({
    ...{ startMs: start, endMs: end },
    text: lines.map((words) => words.map(({ text }) => text).join(' ')).join('\n'),
  }))
