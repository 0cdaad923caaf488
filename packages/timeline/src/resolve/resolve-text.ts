import type { TextClip } from '@framewright/schemas'
import { bundledChoices, type ChosenFont } from '../text/font-choice.ts'
import type { FontWeight } from '../text/fonts.ts'
import { missingIn, widthOf } from '../text/font-metrics.ts'
import { refuse, type Findings } from './problems.ts'
import { wrapLine } from '../text/wrap-text.ts'

export const mostLines = 40
/** Of a text that has characters which the font has not. */
const mostNamed = 5

/** What is done where a text says nothing. */
export const defaultSize = 48
export const defaultLineHeight = 1.2

/** The lines of a text, broken where it says how broad they may be; null where it cannot be drawn, which is reported. */
export function linesOf(
  { text, weight, size = defaultSize, maxWidth }: TextClip,
  chosen: ChosenFont,
  canvasWidth: number,
  pointer: string,
  findings: Findings,
): readonly string[] | null {
  if (!isWritable(text, pointer, findings) || !hasGlyphs(text, chosen, weight, pointer, findings)) return null
  const measure = (piece: string) => widthOf(piece, chosen.metrics, size, 'pixels')
  const paragraphs = text.split('\n')
  const lines =
    maxWidth === undefined
      ? paragraphs
      : paragraphs.flatMap((line) => wrapLine(line, Math.floor(maxWidth * canvasWidth), measure))
  if (lines.length <= mostLines) return lines
  const [message, remedy] =
    lines.length === paragraphs.length
      ? [`the text has ${lines.length} lines`, `Use ${mostLines} lines at most.`]
      : [
          `the text has ${lines.length} lines, broken to a width of ${maxWidth}`,
          `Use a larger maxWidth or a smaller size: ${mostLines} lines at most.`,
        ]
  refuse(findings, 'TEXT_INVALID', pointer, message, remedy)
  return null
}

export function isWritable(text: string, pointer: string, findings: Findings): boolean {
  const isBlank = text.trim() === ''
  if (!isBlank && !/\p{Surrogate}/u.test(text)) return true
  const [message, remedy] = isBlank
    ? ['the text is blank', 'Write something, or remove the clip.']
    : ['the text has half a character in it (a lone surrogate)', 'Send the text as valid Unicode.']
  refuse(findings, 'TEXT_INVALID', pointer, message, remedy)
  return false
}

/** A font draws an empty box in place of what it does not have, and nobody is told: so that is refused. */
export function hasGlyphs(
  text: string,
  { metrics, name }: ChosenFont,
  weight: FontWeight = 'normal',
  pointer: string,
  findings: Findings,
  where = '',
): boolean {
  const written = text.replaceAll('\n', '')
  const missing = missingIn(written, metrics)
  if (missing.length === 0) return true
  const named = missing.slice(0, mostNamed).map((character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return `"${character}" (U+${code})`
  })
  const others = bundledChoices(weight).filter((other) => missingIn(written, other.metrics).length === 0)
  refuse(
    findings,
    'GLYPH_MISSING',
    pointer,
    `${where}${name} has no ${named.join(', ')}${missing.length > mostNamed ? ' and more' : ''}`,
    others.length > 0
      ? `Use ${others.map(({ family }) => `"font": "${family}"`).join(' or ')}, which has all of the text.`
      : 'Leave it out, or write something in its place.',
  )
  return false
}
