import type { FontTable } from './font-tables/font-table.ts'

/** A font as a reckoner uses it: in what it can write, and how broad that is. */
export interface FontMetrics {
  readonly unitsPerEm: number
  readonly ascent: number
  readonly descent: number
  /** By code point. */
  readonly advances: ReadonlyMap<number, number>
  /** By two characters. */
  readonly widening: ReadonlyMap<string, number>
}

const known = new WeakMap<FontTable, FontMetrics>()

export function metricsOf(table: FontTable): FontMetrics {
  const metrics = known.get(table) ?? read(table)
  known.set(table, metrics)
  return metrics
}

function read({ unitsPerEm, ascent, descent, advances: runs, widening: pairs }: FontTable): FontMetrics {
  const advances = new Map<number, number>()
  let code = 0
  for (const run of runs.split(' ')) {
    const [advance = 0, count, gap] = run
      .split(',')
      .map((part) => (part === '' ? undefined : Number.parseInt(part, 36)))
    code += gap ?? 0
    for (const end = code + (count ?? 1); code < end; code++) advances.set(code, advance)
  }
  const widening = new Map<string, number>()
  for (const pair of pairs === '' ? [] : pairs.split(' ')) {
    const [left = '', right = ''] = pair
    widening.set(left + right, Number(pair.slice(left.length + right.length)))
  }
  return { unitsPerEm, ascent, descent, advances, widening }
}

/** How the letters are set: on whole pixels, as FreeType hints them, or wherever they come. */
export type LetterGrid = 'pixels' | 'none'

/** Pixels from the beginning of a text to its end, at most: what is set closer together than it is broad is not counted. */
export function widthOf(text: string, metrics: FontMetrics, size: number, grid: LetterGrid): number {
  const { unitsPerEm, advances, widening } = metrics
  // As FreeType reckons: a scale of 16 binary places, and 64ths of a pixel.
  const scale = Math.floor((size * 64 * 65_536 + unitsPerEm / 2) / unitsPerEm)
  const sixtyFourths = (units: number) => Math.floor((units * scale + 32_768) / 65_536)
  const pixels = (units: number) =>
    grid === 'pixels' ? Math.floor((sixtyFourths(units) + 32) / 64) : (units * size) / unitsPerEm
  let width = 0
  let before = ''
  for (const character of text) {
    width += pixels(advances.get(character.codePointAt(0) ?? 0) ?? 0)
    const apart = widening.get(before + character)
    if (apart !== undefined) width += grid === 'pixels' ? Math.ceil(pixels(apart)) : pixels(apart)
    before = character
  }
  return width
}

/** The characters of a text that a font has no picture of, each once. */
export function missingIn(text: string, { advances }: FontMetrics): string[] {
  const missing = [...text].filter((character) => !advances.has(character.codePointAt(0) ?? 0))
  return [...new Set(missing)]
}
