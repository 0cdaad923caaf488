import { readFile, stat } from 'node:fs/promises'
import { mostSubtitlesBytes, type MediaFacts } from '@framewright/schemas'
import { readSubtitles, subtitleFormatOf } from '@framewright/timeline'
import { MediaUnreadable } from '../errors.ts'
import { beginningOf } from './file-beginning.ts'

const beginningBytes = 4 * 1024

/** The facts of a file of subtitles; null where the file does not mean to be one. Throws MediaUnreadable. */
export async function probeSubtitles(path: string): Promise<MediaFacts | null> {
  const beginning = await beginningOf(path, beginningBytes)
  const format = subtitleFormatOf(textOf(beginning))
  if (format === null) return null
  if ((await stat(path)).size > mostSubtitlesBytes)
    throw invalid(`They have more than ${mostSubtitlesBytes / 1024} KiB.`)
  const bytes = await readFile(path)
  if (!isUtf8(bytes)) throw invalid('They are not written in UTF-8. Save them so, and upload that.')
  const file = readSubtitles(bytes.toString('utf8'))
  if (!file.ok) throw invalid(`Line ${file.line}: ${file.message}. ${file.remedy}`)
  const end = file.cues.reduce((latest, cue) => Math.max(latest, cue.end), 0)
  const subtitles = { format, cueCount: file.cues.length }
  return { kind: 'subtitles', container: format, durationSeconds: end, video: null, audio: null, subtitles }
}

const invalid = (why: string): MediaUnreadable =>
  new MediaUnreadable('SUBTITLES_INVALID', `The subtitles cannot be used. ${why}`)

/** Half a character may stand at its end. Of UTF-16 the letters, so that it is known for what it is, and refused. */
function textOf(beginning: Buffer): string {
  const mark = beginning.toString('hex', 0, 2)
  if (mark !== 'fffe' && mark !== 'feff') return beginning.toString('utf8')
  return beginning.toString('latin1', 2).replaceAll('\0', '')
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return !bytes.includes(0)
  } catch {
    return false // which is what was asked
  }
}
