import type { Cue } from '@framewright/schemas'
import { looksLikeAss, readAss } from './ass-file.ts'

/** A cue of a file, and the line of it where its text begins. */
export interface FileCue extends Cue {
  readonly line: number
}

export type SubtitleFile =
  | { readonly ok: true; readonly cues: readonly FileCue[] }
  | { readonly ok: false; readonly line: number; readonly message: string; readonly remedy: string }

const clock = String.raw`(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})`
const times = new RegExp(String.raw`^\s*${clock}\s+-->\s+${clock}(?:\s.*)?$`)
const example = { srt: '00:00:01,000 --> 00:00:02,500', vtt: '00:01.000 --> 00:02.500' }

const startsAsVtt = /^\uFEFF?WEBVTT(?:[ \t\r\n]|$)/

/** What a file of subtitles is, judged by its beginning; null: nothing of the kind. */
export function subtitleFormatOf(beginning: string): 'srt' | 'vtt' | 'ass' | null {
  if (startsAsVtt.test(beginning)) return 'vtt'
  if (looksLikeAss(beginning)) return 'ass'
  const [first = '', second = ''] = beginning
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split(/\r\n|\r|\n/)
  return [first, second].some((line) => times.test(line)) ? 'srt' : null
}

/**
 * SubRip, WebVTT or ASS, told apart by the first line, which the latter two have to have. Only what is said and when is taken from it:
 * styles, places and names of speakers are left out.
 */
export function readSubtitles(text: string): SubtitleFile {
  if (looksLikeAss(text)) return readAss(text)
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const format = startsAsVtt.test(text) ? 'vtt' : 'srt'
  const cues: FileCue[] = []
  for (const block of blocksIn(lines, format === 'vtt' ? headerEnd(lines) : 0)) {
    const [first = '', second = ''] = block.lines
    if (format === 'vtt' && /^(NOTE|STYLE|REGION)\b/.test(first)) continue
    // The number of a cue, or its name.
    const at = times.test(first) ? 0 : times.test(second) ? 1 : null
    if (at === null) {
      const line = block.line + (/^\s*\d+\s*$/.test(first) ? 1 : 0)
      const found = line === block.line ? first : second
      const message = `"${found.slice(0, 60)}" stands where the time of a cue should`
      return { ok: false, line, message, remedy: `Write it as ${example[format]}.` }
    }
    const [start, end] = timesOf(block.lines[at] ?? '')
    if (end <= start) {
      const message = 'the cue is over before it begins'
      return { ok: false, line: block.line + at, message, remedy: 'Let it end after it begins.' }
    }
    const said = spokenText(block.lines.slice(at + 1).join('\n'), format)
    if (said !== '') cues.push({ text: said, start, end, line: block.line + at + 1 })
  }
  if (cues.length > 0) return { ok: true, cues }
  const message = 'there is no cue in it'
  return { ok: false, line: 1, message, remedy: 'Send an SRT or WebVTT file with one cue at least.' }
}

/** Behind the first blank line. */
function headerEnd(lines: readonly string[]): number {
  const blank = lines.findIndex((line) => line.trim() === '')
  return blank < 0 ? lines.length : blank
}

/** What stands between blank lines, with the number of its first line, counted from 1. */
function blocksIn(lines: readonly string[], from: number): { line: number; lines: string[] }[] {
  const blocks: { line: number; lines: string[] }[] = []
  let isOpen = false
  for (const [at, line] of lines.entries()) {
    if (at < from) continue
    const isBlank = line.trim() === ''
    if (!isBlank && isOpen) blocks.at(-1)?.lines.push(line)
    else if (!isBlank) blocks.push({ line: at + 1, lines: [line] })
    isOpen = !isBlank
  }
  return blocks
}

function timesOf(line: string): [number, number] {
  const parts = times.exec(line)?.slice(1) ?? []
  const seconds = ([hours = '0', minutes = '0', whole = '0', fraction = '0']: string[]): number => {
    const milliseconds = Number(fraction.padEnd(3, '0'))
    return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(whole)) * 1000 + milliseconds
  }
  return [seconds(parts.slice(0, 4)) / 1000, seconds(parts.slice(4, 8)) / 1000]
}

const entities: Readonly<Record<string, string>> = {
  ...{ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&nbsp;': '\u00a0', '&lrm;': '', '&rlm;': '' },
}

/** WebVTT has tags of its own; in SubRip only the ones that players know are tags. */
function spokenText(text: string, format: 'srt' | 'vtt'): string {
  const plain =
    format === 'vtt'
      ? text.replace(/<[^<>]*>/g, '').replace(/&\w+;/g, (entity) => entities[entity] ?? entity)
      : text.replace(/<\/?(?:b|i|u|s|font)(?:\s[^<>]*)?>/gi, '').replace(/\{\\[^{}]*\}/g, '')
  return plain
    .split('\n')
    .map((line) => line.replaceAll('\t', ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}
