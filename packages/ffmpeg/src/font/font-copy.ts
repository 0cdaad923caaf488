import type { FontHeight } from '@framewright/timeline'
import { readSfnt, tableOf } from './sfnt.ts'

/** What drawing needs. Letters in colour, variations and bitmaps are left behind, and so are programs of other systems. */
const keptTables = [
  ...['head', 'hhea', 'maxp', 'OS/2', 'hmtx', 'cmap', 'fpgm', 'prep', 'cvt ', 'loca', 'glyf', 'CFF ', 'VORG'],
  ...['kern', 'post', 'gasp', 'BASE', 'GDEF', 'GPOS', 'GSUB', 'vhea', 'vmtx'],
]
const windowsEnglish = [3, 1, 0x409] as const
const regularWeight = 400
const isRegular = 0x0040

/**
 * A font under a name of ours that nothing else on a machine has, as one regular weight: so it is what is drawn with,
 * wherever that is, and a font of the same name that happens to be installed is not. Its letters are as they are. With a
 * height it says that it reaches as far as another one: so both are drawn in one size, and on one line.
 */
export function fontCopy(bytes: Buffer, family: string, height?: FontHeight): Buffer {
  const font = readSfnt(bytes)
  const kept = new Map(
    keptTables.flatMap((tag): [string, Buffer][] => {
      const table = font.tables.get(tag)
      return table === undefined ? [] : [[tag, table]]
    }),
  )
  const os2 = Buffer.from(tableOf(font, 'OS/2', 78))
  os2.writeUInt16BE(regularWeight, 4)
  os2.writeUInt16BE(isRegular, 62)
  if (height !== undefined) {
    const scale = tableOf(font, 'head', 54).readUInt16BE(18) / height.unitsPerEm
    os2.writeUInt16BE(Math.round(height.ascent * scale), 74)
    os2.writeUInt16BE(Math.round(height.descent * scale), 76)
  }
  const head = Buffer.from(tableOf(font, 'head', 54))
  head.writeUInt32BE(0, 8)
  head.writeUInt16BE(0, 44)
  kept.set('cmap', widestCmap(tableOf(font, 'cmap', 4)))
  kept.set('OS/2', os2).set('head', head).set('name', nameTable(family))
  return written(font.isPostScript ? 0x4f54544f : 0x00010000, kept)
}

/** libass takes the first table of Windows that it meets: where there is one of all of Unicode, that of 16 bits goes. */
function widestCmap(cmap: Buffer): Buffer {
  const records = Array.from({ length: cmap.readUInt16BE(2) }, (_, at) =>
    cmap.subarray(4 + 8 * at, 12 + 8 * at),
  )
  const isWindows = (record: Buffer, encoding: number) =>
    record.readUInt16BE(0) === 3 && record.readUInt16BE(2) === encoding
  if (!records.some((record) => isWindows(record, 10))) return cmap
  const kept = records.filter((record) => !isWindows(record, 1))
  const table = Buffer.from(cmap)
  table.writeUInt16BE(kept.length, 2)
  for (const [at, record] of kept.entries()) record.copy(table, 4 + 8 * at)
  return table
}

function nameTable(family: string): Buffer {
  const names = [
    [1, family],
    [2, 'Regular'],
    [4, family],
    [6, family],
  ] as const
  const texts = names.map(([, text]) => Buffer.from(text, 'utf16le').swap16())
  const table = Buffer.alloc(6 + 12 * names.length)
  table.writeUInt16BE(names.length, 2)
  table.writeUInt16BE(table.length, 4)
  let offset = 0
  for (const [at, [id]] of names.entries()) {
    const length = texts[at]?.length ?? 0
    for (const [word, value] of [...windowsEnglish, id, length, offset].entries())
      table.writeUInt16BE(value, 6 + 12 * at + 2 * word)
    offset += length
  }
  return Buffer.concat([table, ...texts])
}

/** Tables in the order of their names, each from a multiple of four on. */
function written(version: number, tables: ReadonlyMap<string, Buffer>): Buffer {
  const sorted = [...tables].sort(([a], [b]) => (a < b ? -1 : 1))
  const header = Buffer.alloc(12 + 16 * sorted.length)
  const power = 2 ** Math.floor(Math.log2(sorted.length))
  header.writeUInt32BE(version, 0)
  header.writeUInt16BE(sorted.length, 4)
  header.writeUInt16BE(16 * power, 6)
  header.writeUInt16BE(Math.floor(Math.log2(power)), 8)
  header.writeUInt16BE(16 * (sorted.length - power), 10)
  const parts: Buffer[] = [header]
  let offset = header.length
  for (const [at, [tag, table]] of sorted.entries()) {
    const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)])
    const record = 12 + 16 * at
    header.write(tag, record, 'latin1')
    header.writeUInt32BE(checksumOf(padded), record + 4)
    header.writeUInt32BE(offset, record + 8)
    header.writeUInt32BE(table.length, record + 12)
    parts.push(padded)
    offset += padded.length
  }
  const file = Buffer.concat(parts)
  const headAt = header.readUInt32BE(12 + 16 * sorted.findIndex(([tag]) => tag === 'head') + 8)
  file.writeUInt32BE((0xb1b0afba - checksumOf(file)) >>> 0, headAt + 8)
  return file
}

function checksumOf(words: Buffer): number {
  let sum = 0
  for (let at = 0; at < words.length; at += 4) sum = (sum + words.readUInt32BE(at)) >>> 0
  return sum
}
