import { clustersOf, drawnIn, isEmoji } from './clusters.ts'
import type { ChosenFont } from './font-choice.ts'
import { widthOf, type LetterGrid } from './font-metrics.ts'
import { fontOf, metricsOfBundled, nameOf, type Font, type FontStyle, type FontWeight } from './fonts.ts'
import { warn, type Findings } from '../resolve/problems.ts'
import { isNoto, notoFont } from './noto-fonts.ts'
import type { Measure } from './wrap-text.ts'

/** What of a text is set in another font than its own. */
export interface OtherFont {
  readonly font: Font
  /** Letters with their marks, each as one. */
  readonly clusters: readonly string[]
}

/** The fonts that a text is set in. */
export interface TextFonts {
  readonly chosen: ChosenFont
  /** By cluster; what is not there is set in the one that was chosen. */
  readonly others: ReadonlyMap<string, ChosenFont>
  /** The characters that none of them has. */
  readonly missing: ReadonlySet<string>
}

interface Look {
  readonly weight?: FontWeight
  readonly style?: FontStyle
}

/**
 * Each letter is set in the font that was chosen, or in the first one that has it: Noto Sans, then those of other scripts.
 * Emoji go by their own. A text that a font has all of stays in it, whatever that has for an emoji.
 */
export function textFonts(texts: readonly string[], chosen: ChosenFont, look: Look): TextFonts {
  const clusters = new Set(texts.flatMap((text) => clustersOf(text.replaceAll('\n', ''))))
  const others = new Map<string, ChosenFont>()
  const missing = new Set<string>()
  const has = ({ metrics: { advances } }: ChosenFont, character: string) =>
    advances.has(character.codePointAt(0) ?? 0)
  const isPlain =
    !isNoto(chosen.font) &&
    [...clusters].every((one) => [...one].every((character) => has(chosen, character)))
  if (isPlain) return { chosen, others, missing }
  const { emoji, scripts } = fallbacks([...clusters].join(''), look)
  for (const cluster of clusters) {
    const drawn = drawnIn(cluster)
    const inOrder = isEmoji(cluster) ? [emoji, chosen, ...scripts] : [chosen, ...scripts, emoji]
    const font = inOrder.find((one) => drawn.every((character) => has(one, character)))
    if (font !== undefined && font !== chosen) others.set(cluster, font)
    if (font !== undefined) continue
    const nearest = inOrder.find((one) => has(one, drawn[0] ?? '')) ?? chosen
    for (const character of drawn.filter((one) => !has(nearest, one))) missing.add(character)
  }
  return { chosen, others, missing }
}

const kana = /[\u3040-\u30ff]/u

/** Signs that are written in both are drawn as in Japan where there is anything Japanese, as in China where there is not. */
function fallbacks(text: string, { weight = 'normal', style = 'normal' }: Look) {
  const noto = (family: Parameters<typeof notoFont>[0]) =>
    bundledFont(notoFont(family, weight, style) ?? notoFont(family, weight, 'normal'))
  const han = kana.test(text) ? (['japanese', 'chinese'] as const) : (['chinese', 'japanese'] as const)
  const scripts = (['noto-sans', 'arabic', 'hebrew', 'thai', ...han, 'korean'] as const).map(noto)
  // Arrows and signs of mathematics.
  return { emoji: noto('emoji'), scripts: [...scripts, bundledFont(fontOf('sans', weight, 'normal'))] }
}

function bundledFont(font: Font | null): ChosenFont {
  if (font === null) throw new RangeError('every font is there upright')
  return { font, metrics: metricsOfBundled(font), name: nameOf(font) }
}

/** Whether it is drawn by what knows about scripts and joins letters: one font alone, of those with a table of kerns, is not. */
export const isShaped = ({ chosen, others }: TextFonts): boolean => others.size > 0 || isNoto(chosen.font)

/** For the plan: there only where there are any. */
export function otherFontsOf({ others }: TextFonts): { readonly otherFonts?: readonly OtherFont[] } {
  if (others.size === 0) return {}
  const found = new Map<string, { font: Font; clusters: string[] }>()
  for (const [cluster, { font }] of others) {
    const known = found.get(font.sha256) ?? { font, clusters: [] }
    known.clusters.push(cluster)
    found.set(font.sha256, known)
  }
  return { otherFonts: [...found.values()] }
}

/** A picture is as broad as the broadest of what it is made of; those that are joined are drawn beside each other. */
export function measureIn(fonts: TextFonts, size: number, grid: LetterGrid): Measure {
  const { chosen, others } = fonts
  if (!isShaped(fonts)) return (text) => widthOf(text, chosen.metrics, size, grid)
  return (text) => {
    let width = 0
    for (const cluster of clustersOf(text)) {
      const { metrics } = others.get(cluster) ?? chosen
      const pictures = isEmoji(cluster) ? cluster.split('\u200d') : [...cluster]
      for (const picture of pictures)
        width += Math.max(0, ...[...picture].map((one) => widthOf(one, metrics, size, 'none')))
    }
    return width
  }
}

/** A font of a user that lacks something is helped out, but not in silence: a brand has its letters for a reason. */
export function warnOfOthers({ chosen, others }: TextFonts, pointer: string, findings: Findings): void {
  if (chosen.font.own === undefined || others.size === 0) return
  const [first = '', ...more] = others.keys()
  const named = `"${first}"${more.length === 0 ? '' : ` and ${more.length} more`}`
  const names = [...new Set([...others.values()].map(({ name }) => name))]
  const message = `${chosen.name} has no ${named}: drawn in ${names.join(', ')}`
  warn(findings, 'GLYPH_FROM_OTHER_FONT', pointer, message)
}
