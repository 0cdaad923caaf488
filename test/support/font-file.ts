import { readFileSync } from 'node:fs'
import type { FontTable } from '@framewright/timeline'

/** What planning has to know of a font, read from its file: TrueType, as the fonts are that come with the product. */
export function fontTableOf(path: string): FontTable {
  const bytes = readFileSync(path)
  const tables = new Map<string, number>()
  for (let at = 12; at < 12 + 16 * bytes.readUInt16BE(4); at += 16) {
    tables.set(bytes.toString('latin1', at, at + 4), bytes.readUInt32BE(at + 8))
  }
  const start = (name: string): number => {
    const offset = tables.get(name)
    if (offset === undefined) throw new Error(`${path} has no table ${name}`)
    return offset
  }
  const unitsPerEm = bytes.readUInt16BE(start('head') + 18)
  const glyphs = glyphsOf(bytes, start('cmap'))
  const longMetrics = bytes.readUInt16BE(start('hhea') + 34)
  const advanceOf = (glyph: number) =>
    bytes.readUInt16BE(start('hmtx') + 4 * Math.min(glyph, longMetrics - 1))
  const advances = [...glyphs].map(([code, glyph]): [number, number] => [code, advanceOf(glyph)])
  return {
    unitsPerEm,
    ascent: bytes.readUInt16BE(start('OS/2') + 74),
    descent: bytes.readUInt16BE(start('OS/2') + 76),
    advances: runs(advances.sort(([a], [b]) => a - b)),
    widening: tables.has('kern') ? wideningPairs(bytes, start('kern'), glyphs) : '',
  }
}

/** Windows' table of all of Unicode: format 12. */
function glyphsOf(bytes: Buffer, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>()
  for (let record = 0; record < bytes.readUInt16BE(cmap + 2); record++) {
    const at = cmap + 4 + 8 * record
    const table = cmap + bytes.readUInt32BE(at + 4)
    if (bytes.readUInt16BE(at) !== 3 || bytes.readUInt16BE(table) !== 12) continue
    for (let group = 0; group < bytes.readUInt32BE(table + 12); group++) {
      const [first = 0, last = 0, glyph = 0] = [0, 4, 8].map((word) =>
        bytes.readUInt32BE(table + 16 + 12 * group + word),
      )
      for (let code = first; code <= last; code++) glyphs.set(code, glyph + code - first)
    }
  }
  return glyphs
}

/** `advance,count,gap` of the code points in a row that are equally broad; what is as mostly is left out. */
function runs(advances: readonly (readonly [number, number])[]): string {
  const found: { advance: number; count: number; gap: number }[] = []
  let next = 0
  for (const [code, advance] of advances) {
    const last = found.at(-1)
    if (last !== undefined && code === next && last.advance === advance) last.count++
    else found.push({ advance, count: 1, gap: code - next })
    next = code + 1
  }
  return found
    .map(({ advance, count, gap }) => {
      const parts = [advance.toString(36), count === 1 ? '' : count.toString(36), gap.toString(36)]
      return parts.join(',').replace(/,0$/, '').replace(/,+$/, '')
    })
    .join(' ')
}

/** Two characters and by how much they are set further apart than they are broad: only such make a line longer. */
function wideningPairs(bytes: Buffer, kern: number, glyphs: ReadonlyMap<number, number>): string {
  const codesOf = new Map<number, number[]>()
  for (const [code, glyph] of glyphs) codesOf.set(glyph, [...(codesOf.get(glyph) ?? []), code])
  const pairs: string[] = []
  for (let pair = 0; pair < bytes.readUInt16BE(kern + 10); pair++) {
    const at = kern + 18 + 6 * pair
    const value = bytes.readInt16BE(at + 4)
    if (value <= 0) continue
    for (const left of codesOf.get(bytes.readUInt16BE(at)) ?? []) {
      for (const right of codesOf.get(bytes.readUInt16BE(at + 2)) ?? []) {
        pairs.push(`${String.fromCodePoint(left, right)}${value}`)
      }
    }
  }
  return pairs.join(' ')
}
