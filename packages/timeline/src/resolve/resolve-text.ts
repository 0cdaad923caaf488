import type { TextClip } from '@framewright/schemas'
import { drawnIn } from '../text/clusters.ts'
import { measureIn, type TextFonts } from '../text/text-fonts.ts'
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
  { text, size = defaultSize, maxWidth }: TextClip,
  fonts: TextFonts,
  canvasWidth: number,
  pointer: string,
  findings: Findings,
): readonly string[] | null {
  if (!isWritable(text, pointer, findings) || !hasGlyphs(text, fonts, pointer, findings)) return null
  const measure = measureIn(fonts, size, 'pixels')
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

/** An empty box is drawn in place of what no font has, and nobody is told: so that is refused. */
export function hasGlyphs(
  text: string,
  { chosen, missing }: TextFonts,
  pointer: string,
  findings: Findings,
  where = '',
): boolean {
  const ofText = missing.size === 0 ? [] : [...new Set(drawnIn(text))].filter((one) => missing.has(one))
  if (ofText.length === 0) return true
  const named = ofText.slice(0, mostNamed).map((character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return `"${character}" (U+${code})`
  })
  refuse(
    findings,
    'GLYPH_MISSING',
    pointer,
    `${where}neither ${chosen.name} nor any font of Framewright has ${named.join(', ')}${ofText.length > mostNamed ? ' and more' : ''}`,
    'Leave it out, write something in its place, or upload a font that has it and set the text in that.',
  )
  return false
}
