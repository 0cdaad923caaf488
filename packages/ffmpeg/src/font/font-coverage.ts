import { damaged, FontInvalid, tableOf, type Sfnt } from './sfnt.ts'

const lastCodePoint = 0x10ffff
/** Unicode knows no more; a table of hostile ranges would go over it again and again. */
const mostCodePoints = lastCodePoint + 1

/** Windows and Unicode, all planes first: the tables that FreeType and HarfBuzz look into. */
const encodings = [
  [3, 10],
  [0, 6],
  [0, 4],
  [3, 1],
  [0, 3],
  [0, 2],
  [0, 1],
  [0, 0],
] as const

/** Which glyph a font has for which code point. */
export function coverageOf(font: Sfnt, glyphCount: number): Map<number, number> {
  const cmap = tableOf(font, 'cmap', 4)
  const records = new Map<string, number>()
  const count = cmap.readUInt16BE(2)
  if (cmap.length < 4 + 8 * count) throw damaged('its table "cmap"')
  for (let at = 4; at < 4 + 8 * count; at += 8)
    records.set(`${cmap.readUInt16BE(at)},${cmap.readUInt16BE(at + 2)}`, cmap.readUInt32BE(at + 4))
  const glyphs = new Map<number, number>()
  const add = (code: number, glyph: number): void => {
    if (glyph >= glyphCount) throw damaged('its table "cmap"')
    if (glyph > 0) glyphs.set(code, glyph)
  }
  for (const encoding of encodings) {
    const offset = records.get(encoding.join(','))
    if (offset === undefined || offset + 2 > cmap.length) continue
    const format = cmap.readUInt16BE(offset)
    const table = cmap.subarray(offset)
    if (format === 4) readSegments(table, add)
    else if (format === 12) readGroups(table, add)
    else continue
    break
  }
  if (glyphs.size === 0)
    throw new FontInvalid(
      'It does not say which of its pictures is which character of Unicode (a symbol font).',
    )
  return glyphs
}

type Add = (code: number, glyph: number) => void

function readSegments(table: Buffer, add: Add): void {
  const segments = table.length < 14 ? 0 : table.readUInt16BE(6) / 2
  if (!Number.isInteger(segments) || table.length < 16 + 8 * segments) throw damaged('its table "cmap"')
  const [ends, starts] = [14, 16 + 2 * segments]
  const [deltas, ranges] = [starts + 2 * segments, starts + 4 * segments]
  let next = 0
  for (let segment = 0; segment < 2 * segments; segment += 2) {
    const [first, last] = [table.readUInt16BE(starts + segment), table.readUInt16BE(ends + segment)]
    if (first < next || last < first) throw damaged('its table "cmap"')
    next = last + 1
    const delta = table.readUInt16BE(deltas + segment)
    const range = table.readUInt16BE(ranges + segment)
    // The last segment is the end of the table, and some say nonsense there.
    if (first === 0xffff) continue
    for (let code = first; code <= last; code++) {
      if (range === 0) {
        add(code, (code + delta) & 0xffff)
        continue
      }
      const at = ranges + segment + range + 2 * (code - first)
      if (at + 2 > table.length) throw damaged('its table "cmap"')
      const glyph = table.readUInt16BE(at)
      add(code, glyph === 0 ? 0 : (glyph + delta) & 0xffff)
    }
  }
}

function readGroups(table: Buffer, add: Add): void {
  const groups = table.length < 16 ? 0 : table.readUInt32BE(12)
  if (table.length < 16 + 12 * groups) throw damaged('its table "cmap"')
  let next = 0
  let count = 0
  for (let at = 16; at < 16 + 12 * groups; at += 12) {
    const [first, last, glyph] = [
      table.readUInt32BE(at),
      table.readUInt32BE(at + 4),
      table.readUInt32BE(at + 8),
    ]
    count += last - first + 1
    if (first < next || last < first || last > lastCodePoint || count > mostCodePoints)
      throw damaged('its table "cmap"')
    next = last + 1
    for (let code = first; code <= last; code++) add(code, glyph + code - first)
  }
}
