/** A font that cannot be used. The message is for the user who uploaded it. */
export class FontInvalid extends Error {
  override readonly name = 'FontInvalid'
}

/** The tables of a font by their four letters; each lies within the file. */
export interface Sfnt {
  readonly isPostScript: boolean
  readonly tables: ReadonlyMap<string, Buffer>
}

/** Bytes of a font at most: each text of its kind has it in memory while it is drawn. */
export const mostFontBytes = 16 * 1024 * 1024
const mostTables = 64

const trueType = ['\u0000\u0001\u0000\u0000', 'true']
const postScript = 'OTTO'
const refused: Readonly<Record<string, string>> = {
  wOFF: 'It is a WOFF, which is a font packed for web pages. Unpack it to TTF or OTF, and upload that.',
  wOF2: 'It is a WOFF2, which is a font packed for web pages. Unpack it to TTF or OTF (woff2_decompress does), and upload that.',
  ttcf: 'It is a collection of fonts. Take the one that is wanted out of it, as TTF or OTF, and upload that.',
}

/** Whether a file means to be a font, judged by its first four bytes. */
export const looksLikeFont = (beginning: string): boolean =>
  trueType.includes(beginning) || beginning === postScript || refused[beginning] !== undefined

/** Throws FontInvalid. */
export function readSfnt(bytes: Buffer): Sfnt {
  const version = bytes.toString('latin1', 0, 4)
  const why = refused[version]
  if (why !== undefined) throw new FontInvalid(why)
  const count = bytes.length < 12 ? 0 : bytes.readUInt16BE(4)
  if (count === 0 || count > mostTables || bytes.length < 12 + 16 * count) throw damaged('its list of tables')
  const tables = new Map<string, Buffer>()
  for (let at = 12; at < 12 + 16 * count; at += 16) {
    const tag = bytes.toString('latin1', at, at + 4)
    const [offset, length] = [bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)]
    if (offset + length > bytes.length) throw damaged(`its table "${tag.trim()}"`)
    if (tables.has(tag)) throw damaged(`its table "${tag.trim()}", which is there twice`)
    tables.set(tag, bytes.subarray(offset, offset + length))
  }
  return { isPostScript: version === postScript, tables }
}

/** A table that there has to be, and how long it is at least. */
export function tableOf({ tables }: Sfnt, tag: string, leastBytes: number): Buffer {
  const table = tables.get(tag)
  if (table === undefined)
    throw new FontInvalid(`It has no table "${tag.trim()}", without which it cannot be drawn.`)
  if (table.length < leastBytes) throw damaged(`its table "${tag.trim()}"`)
  return table
}

export const damaged = (what: string): FontInvalid =>
  new FontInvalid(`It is damaged: ${what} cannot be read.`)
