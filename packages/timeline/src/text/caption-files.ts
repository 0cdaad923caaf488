import { timeText } from './time-text.ts'

/** What is read on the clock of the film, in milliseconds. */
export interface WrittenCue {
  readonly startMs: number
  readonly endMs: number
  /** Lines, none of them blank. */
  readonly text: string
}

/** What is neither seen nor broken at, between letters that would be markup together. */
const joiner = '\u2060'

/** As WebVTT has it: what would be a tag, an entity or a time is written as an entity. */
export const vttText = (cues: readonly WrittenCue[]): string =>
  [
    'WEBVTT\n',
    ...cues.map(({ startMs, endMs, text }) => {
      const said = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      return `${timeText(startMs, '.')} --> ${timeText(endMs, '.')}\n${said}\n`
    }),
  ].join('\n')

/** SubRip has no entities: what a player would take for markup is taken apart by what nobody sees. */
export const srtText = (cues: readonly WrittenCue[]): string =>
  cues
    .map(({ startMs, endMs, text }, at) => {
      const said = text
        .replace(/<(?=[/a-z])/gi, `<${joiner}`)
        .replace(/\{(?=\\)/g, `{${joiner}`)
        .replaceAll('-->', `--${joiner}>`)
      return `${at + 1}\n${timeText(startMs, ',')} --> ${timeText(endMs, ',')}\n${said}\n`
    })
    .join('\n')

/** The same for what becomes a track of MP4: ffmpeg would begin a line at a backslash with an n. */
export const srtForMuxing = (cues: readonly WrittenCue[]): string =>
  srtText(cues.map((cue) => ({ ...cue, text: cue.text.replaceAll('\\', `\\${joiner}`) })))
