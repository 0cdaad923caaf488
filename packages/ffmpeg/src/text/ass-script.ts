import { heightOf, type Font, type TextPicture } from '@framewright/timeline'
import { familyIn, fontRuns, isShaped } from './shaped-fonts.ts'
import type { DrawnLine, LinePart, ScriptState } from './script-states.ts'

/**
 * What libass is told to draw, as a script of ours: state n of a text on frame n of a stream of `assRate` frames a
 * second. Its colours are masks, not what is seen: in red, green and blue are three areas that are told apart later.
 */
export const assRate = 50
const frameCentiseconds = 100 / assRate

/** From the middle of a line to where its letters stand, in sizes: as drawtext is told. */
const baselineBelowMiddle = 0.36

/** What is drawn of a line, and as what. */
export interface Drawing {
  readonly style: 'letters' | 'box'
  /** `rrggbb`, or null for what is not drawn but keeps its place. */
  readonly color: (part: LinePart) => string | null
  readonly outline: { readonly color: string; readonly width: number } | null
  readonly dx: number
  readonly dy: number
}

interface Frame {
  readonly width: number
  readonly height: number
  /** Of the canvas: where the frame begins. */
  readonly top: number
}

export function assScript(
  clip: TextPicture,
  states: readonly ScriptState[],
  drawings: readonly Drawing[],
  frame: Frame,
): string {
  const events = states.flatMap(({ lines }, at) =>
    lines.flatMap((line) => drawings.map((drawing, layer) => event(clip, line, at, drawing, layer, frame))),
  )
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${frame.width}`,
    `PlayResY: ${frame.height}`,
    // No line is broken but by us.
    'WrapStyle: 2',
    'ScaledBorderAndShadow: yes',
    'Kerning: yes',
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding',
    styleText(clip, 'letters', 1),
    styleText(clip, 'box', 3),
    '[Events]',
    'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
    ...events,
    '',
  ].join('\n')
}

/** Of a text of several fonts: its direction is that of its first letter, and it is ordered as a whole. */
const automatic = -1

function styleText(clip: TextPicture, name: Drawing['style'], borderStyle: number): string {
  const { font, size, align } = clip
  const { family, weight } = familyIn(clip)
  const alignment = { left: 4, center: 5, right: 6 }[align]
  const colors = Array.from({ length: 4 }, () => '&H00FFFFFF')
  const scales = [0, 0, 0, 100, 100, 0, 0]
  return `Style: ${[name, family, number(fontSize(size, font)), ...colors, weight === 'bold' ? -1 : 0, ...scales, borderStyle, 0, 0, alignment, 0, 0, 0, isShaped(clip) ? automatic : 1].join(',')}`
}

/** A size is of the letters here, and of all that the font reaches over there. */
function fontSize(size: number, font: Font): number {
  const { unitsPerEm, ascent, descent } = heightOf(font)
  return (size * (ascent + descent)) / unitsPerEm
}

function event(
  clip: TextPicture,
  { x, y, parts, scale = 1 }: DrawnLine,
  state: number,
  { style, color, outline, dx, dy }: Drawing,
  layer: number,
  { top }: Frame,
): string {
  const { size, font } = clip
  const { unitsPerEm, ascent, descent } = heightOf(font)
  const middle = y + (baselineBelowMiddle - (ascent - descent) / 2 / unitsPerEm) * size * scale
  const at = `\\pos(${number(x + dx * scale)},${number(middle - top + dy * scale)})`
  const grown = scale === 1 ? '' : `\\fs${number(fontSize(size * scale, font))}`
  const place = `${at}${grown}\\bord${number((outline?.width ?? 0) * scale)}`
  const text = parts
    .map((part) => `{${look(color(part), style, outline)}}${lettersOf(clip, part.text)}`)
    .join('')
  return `Dialogue: ${layer},${moment(state)},${moment(state + 1)},${style},,0,0,0,,{${place}}${text}`
}

const lettersOf = (clip: TextPicture, text: string): string =>
  isShaped(clip)
    ? fontRuns(clip, text)
        .map((run) => `{\\fn${run.family}}${escaped(run.text)}`)
        .join('')
    : escaped(text)

/** A box is drawn as an outline, of letters that are not to be seen. */
function look(color: string | null, style: Drawing['style'], outline: Drawing['outline']): string {
  if (color === null) return '\\alpha&HFF&'
  if (style === 'box') return `\\alpha&HFF&\\3a&H00&\\3c${bgr(color)}`
  return `\\alpha&H00&\\1c${bgr(color)}\\3c${bgr(outline?.color ?? color)}`
}

const bgr = (rgb: string): string => `&H${rgb.slice(4, 6)}${rgb.slice(2, 4)}${rgb.slice(0, 2)}&`

/** In the middle between two frames, so that nothing hangs on how a time is rounded. */
function moment(frame: number): string {
  const centiseconds = Math.max(0, frame * frameCentiseconds - frameCentiseconds / 2)
  const [seconds, rest] = [Math.floor(centiseconds / 100), centiseconds % 100]
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${String(rest).padStart(2, '0')}`
}

/**
 * Braces and a backslash are the only characters that mean something: braces can be said, and a backslash means nothing
 * before a character that has no width (a word joiner).
 */
const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\u2060').replaceAll('{', '\\{').replaceAll('}', '\\}')

const number = (value: number): string => String(Number(value.toFixed(4)))
