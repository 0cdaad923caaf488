import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FontFacts, MediaFacts } from '@framewright/schemas'
import { metricsOf } from '@framewright/timeline'
import { MediaUnreadable } from '../errors.ts'
import { filter, openGraph } from '../filter-syntax.ts'
import { fontCopy } from '../font/font-copy.ts'
import { fontFactsOf } from '../font/font-facts.ts'
import { FontInvalid, looksLikeFont, mostFontBytes } from '../font/sfnt.ts'
import { beginningOf } from './file-beginning.ts'
import { runTool, type ToolLimits } from '../run/run-tool.ts'

/** The facts of a font; null where the file does not mean to be one. Throws MediaUnreadable. */
export async function probeFont(path: string, limits: ToolLimits): Promise<MediaFacts | null> {
  if (!looksLikeFont((await beginningOf(path, 4)).toString('latin1'))) return null
  if ((await stat(path)).size > mostFontBytes)
    throw invalid(
      `It has more than ${mostFontBytes / 1024 / 1024} MiB. Make a subset of what you write with.`,
    )
  const bytes = await readFile(path)
  const font = factsOf(bytes)
  await assertDrawn(bytes, font, limits)
  return { kind: 'font', container: 'sfnt', durationSeconds: null, video: null, audio: null, font }
}

function factsOf(bytes: Buffer): FontFacts {
  try {
    return fontFactsOf(bytes)
  } catch (error: unknown) {
    if (error instanceof FontInvalid) throw invalid(error.message)
    throw error
  }
}

const invalid = (why: string): MediaUnreadable =>
  new MediaUnreadable('FONT_INVALID', `The font cannot be used. ${why}`)

/** Whatever the tables say: what draws texts has to take the font, as it will be given to it. */
async function assertDrawn(bytes: Buffer, font: FontFacts, limits: ToolLimits): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'framewright-font-'))
  try {
    const [fontPath, textPath] = [join(folder, 'font.ttf'), join(folder, 'text.txt')]
    await writeFile(fontPath, fontCopy(bytes, 'tried'))
    await writeFile(textPath, lettersOf(font))
    const graph = openGraph('bicubic')
    const drawn = graph.chain(
      [],
      filter('color', { size: '64x64' }),
      filter('trim', { end_frame: 1 }),
      filter('drawtext', { fontfile: fontPath, textfile: textPath, expansion: 'none', fontsize: 16 }),
    )
    const args = [
      '-v',
      'error',
      '-nostdin',
      '-filter_complex',
      graph.text(),
      '-map',
      `[${drawn}]`,
      '-f',
      'null',
      '-',
    ]
    const run = await runTool('ffmpeg', args, limits, () => undefined)
    if (run.timedOut)
      throw new MediaUnreadable('TOO_SLOW', 'The font takes too long to draw; it may be made to do so.')
    if (run.exitCode !== 0) throw invalid('It is damaged: not all of its letters can be drawn.')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Every character that it has, in one line. */
function lettersOf(font: FontFacts): string {
  const isLetter = (code: number) =>
    code > 0x20 && (code < 0x7f || code > 0xa0) && (code < 0xd800 || code > 0xdfff)
  const codes = [...metricsOf(font).advances.keys()].filter(isLetter)
  return codes.map((code) => String.fromCodePoint(code)).join('') || ' '
}
