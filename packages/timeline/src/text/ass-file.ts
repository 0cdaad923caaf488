import type { FileCue, SubtitleFile } from './subtitle-file.ts'

/** Whether a file is one of Advanced SubStation Alpha, or of SubStation Alpha before it. */
export const looksLikeAss = (text: string): boolean => /^\uFEFF?\s*\[Script Info\]/i.test(text)

const sectionHead = /^\s*\[([^\]]+)\]\s*$/
const entry = /^\s*(Format|Dialogue)\s*:\s*(.*)$/i
const time = /^\s*(\d{1,2}):([0-5]?\d):([0-5]?\d)(?:[.:](\d{1,3}))?\s*$/
const usualFormat = 'Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text'

/**
 * What is said and when, of the dialogue in an ASS file. Styles, places, karaoke and animations are left out, and so are
 * drawings; what is written in several layers at the same time is said once.
 */
export function readAss(text: string): SubtitleFile {
  const cues = new Map<string, FileCue>()
  let section = ''
  let columns = columnsOf(usualFormat)
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    section = sectionHead.exec(line)?.[1]?.trim().toLowerCase() ?? section
    const [, kind = '', value = ''] = (section === 'events' && entry.exec(line)) || []
    if (kind.toLowerCase() === 'format') columns = columnsOf(value)
    if (kind.toLowerCase() !== 'dialogue') continue
    const read = dialogueOf(value, columns)
    if ('message' in read) return { ok: false, line: at + 1, ...read }
    const { start, end, said } = read
    const key = JSON.stringify([start, end, said])
    if (said !== '' && !cues.has(key)) cues.set(key, { text: said, start, end, line: at + 1 })
  }
  if (cues.size > 0) return { ok: true, cues: [...cues.values()] }
  const message = 'there is no dialogue in it'
  return { ok: false, line: 1, message, remedy: 'Send an ASS file with one line of dialogue at least.' }
}

const columnsOf = (format: string): string[] => format.split(',').map((name) => name.trim().toLowerCase())

type Dialogue =
  | { readonly start: number; readonly end: number; readonly said: string }
  | { readonly message: string; readonly remedy: string }

/** The text is the last column, and may have commas in it. */
function dialogueOf(value: string, columns: readonly string[]): Dialogue {
  const parts = value.split(',')
  const values = [...parts.slice(0, columns.length - 1), parts.slice(columns.length - 1).join(',')]
  const valueOf = (name: string): string => values[columns.indexOf(name)] ?? ''
  const [start, end] = [secondsOf(valueOf('start')), secondsOf(valueOf('end'))]
  if (start === null || end === null) {
    const message = `"${valueOf(start === null ? 'start' : 'end')
      .trim()
      .slice(0, 60)}" stands where a time should`
    return { message, remedy: 'Write it as 0:00:01.00, in the columns that the line "Format:" names.' }
  }
  const said = spokenText(valueOf('text'))
  // Programs keep lines that are never shown, with no time at all.
  if (start === end) return { start, end, said: '' }
  if (end < start)
    return { message: 'the line is over before it begins', remedy: 'Let it end after it begins.' }
  return { start, end, said }
}

function secondsOf(text: string): number | null {
  const found = time.exec(text)
  if (found === null) return null
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = found
  const milliseconds = Number(fraction.padEnd(3, '0'))
  return (((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + milliseconds) / 1000
}

/** Between overrides in braces stands what is said, unless the last of them with a \p has begun a drawing. */
function spokenText(text: string): string {
  let isDrawing = false
  const said = text.split(/(\{[^{}]*\})/).map((part) => {
    if (!part.startsWith('{') || !part.endsWith('}')) return isDrawing ? '' : part
    const scale = [...part.matchAll(/\\p(\d+)/g)].at(-1)?.[1]
    if (scale !== undefined) isDrawing = Number(scale) > 0
    return ''
  })
  return said
    .join('')
    .replace(/\\N/g, '\n')
    .replace(/\\n/g, ' ')
    .replace(/\\h/g, '\u00a0')
    .split('\n')
    .map((line) => line.replaceAll('\t', ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}
