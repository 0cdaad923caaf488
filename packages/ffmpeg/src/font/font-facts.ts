import type { FontFacts } from '@framewright/schemas'
import { coverageOf } from './font-coverage.ts'
import { namesOf } from './font-names.ts'
import { damaged, FontInvalid, readSfnt, tableOf, type Sfnt } from './sfnt.ts'

/** Characters of what is kept of a font at most: an event has 64 KiB. */
const mostKept = 40_000
const mostWidening = 8_000
const headMagic = 0x5f0f3cf5
/** An author forbids to embed it in what is passed on. */
const restrictedLicense = 0x0002
/** In sizes: what reaches further from its line is no letter. */
const mostReach = 8

/** What planning has to know of a font; everything that it says of itself is looked at. Throws FontInvalid. */
export function fontFactsOf(bytes: Buffer): FontFacts {
  const font = readSfnt(bytes)
  const head = tableOf(font, 'head', 54)
  const unitsPerEm = head.readUInt16BE(18)
  if (head.readUInt32BE(12) !== headMagic || unitsPerEm < 16 || unitsPerEm > 16_384)
    throw damaged('its table "head"')
  const glyphCount = tableOf(font, 'maxp', 6).readUInt16BE(4)
  assertOutlines(font, head.readInt16BE(50), glyphCount)
  const advanceOf = advancesIn(font, glyphCount)
  const glyphs = coverageOf(font, glyphCount)
  const os2 = tableOf(font, 'OS/2', 78)
  const [ascent, descent] = [os2.readUInt16BE(74), os2.readUInt16BE(76)]
  if (ascent + descent === 0 || Math.max(ascent, descent) > Math.min(0x7fff, mostReach * unitsPerEm))
    throw new FontInvalid(
      'It says of its letters that they have no height, or a monstrous one (usWinAscent, usWinDescent).',
    )
  const codes = [...glyphs.keys()].sort((a, b) => a - b)
  const advances = runs(codes.map((code) => [code, advanceOf(glyphs.get(code) ?? 0)]))
  const widening = wideningPairs(font, glyphs)
  if (advances.length + widening.length > mostKept)
    throw new FontInvalid(
      `It has ${codes.length} characters of too many widths to be kept in mind. Make a subset of what you write with, and upload that.`,
    )
  const isRestricted = (os2.readUInt16BE(8) & restrictedLicense) !== 0
  return {
    ...namesOf(font),
    ...{ unitsPerEm, ascent, descent, advances, widening },
    ...(isRestricted ? { isEmbeddingRestricted: true as const } : {}),
  }
}

function assertOutlines(font: Sfnt, locaFormat: number, glyphCount: number): void {
  if (glyphCount === 0) throw damaged('its table "maxp"')
  const { tables, isPostScript } = font
  if (isPostScript && tables.has('CFF ')) return
  if (tables.has('CFF2'))
    throw new FontInvalid('Its letters vary (CFF2). Make one weight of it a TTF or OTF, and upload that.')
  if (!tables.has('glyf') && ['CBDT', 'sbix', 'EBDT', 'SVG '].some((tag) => tables.has(tag)))
    throw new FontInvalid(
      'Its letters are pictures, as in fonts of coloured emoji. Use one with outlines, or lay an image over the film.',
    )
  const glyf = tableOf(font, 'glyf', 0)
  const size = locaFormat === 0 ? 2 : 4
  const loca = tableOf(font, 'loca', size * (glyphCount + 1))
  let before = 0
  for (let glyph = 0; glyph <= glyphCount; glyph++) {
    const offset = size === 2 ? 2 * loca.readUInt16BE(2 * glyph) : loca.readUInt32BE(4 * glyph)
    if (offset < before || offset > glyf.length) throw damaged('its table "loca"')
    before = offset
  }
}

function advancesIn(font: Sfnt, glyphCount: number): (glyph: number) => number {
  const longMetrics = tableOf(font, 'hhea', 36).readUInt16BE(34)
  if (longMetrics === 0 || longMetrics > glyphCount) throw damaged('its table "hhea"')
  const hmtx = tableOf(font, 'hmtx', 4 * longMetrics + 2 * (glyphCount - longMetrics))
  return (glyph) => hmtx.readUInt16BE(4 * Math.min(glyph, longMetrics - 1))
}

/** `advance,count,gap` in base 36 of the code points in a row that are equally broad; what is as mostly is left out. */
function runs(advances: readonly (readonly [code: number, advance: number])[]): string {
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
function wideningPairs({ tables }: Sfnt, glyphs: ReadonlyMap<number, number>): string {
  const kern = tables.get('kern')
  // Of Microsoft's kind, its first table, of pairs: what drawing looks into.
  if (kern === undefined || kern.length < 18 || kern.readUInt32BE(0) >>> 16 !== 0 || kern[8] !== 0) return ''
  const count = Math.min(kern.readUInt16BE(10), Math.floor((kern.length - 18) / 6))
  const codesOf = new Map<number, number[]>()
  for (const [code, glyph] of glyphs) codesOf.set(glyph, [...(codesOf.get(glyph) ?? []), code])
  const pairs: string[] = []
  let length = 0
  for (let at = 18; at < 18 + 6 * count && length < mostWidening; at += 6) {
    const value = kern.readInt16BE(at + 4)
    if (value <= 0) continue
    for (const left of codesOf.get(kern.readUInt16BE(at)) ?? []) {
      for (const right of codesOf.get(kern.readUInt16BE(at + 2)) ?? []) {
        // In the list, blanks stand between pairs and digits behind them.
        if (isListed(left) && isListed(right)) {
          const pair = `${String.fromCodePoint(left, right)}${value}`
          length += pair.length + 1
          pairs.push(pair)
        }
      }
    }
  }
  return pairs.join(' ')
}

const isListed = (code: number): boolean => code > 0x20 && (code < 0xd800 || code > 0xdfff)
