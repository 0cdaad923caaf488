import type { AssetFacts, FontChoice } from '@framewright/schemas'
import { refuse, warn, type Findings } from '../resolve/problems.ts'
import { metricsOf, type FontMetrics } from './font-metrics.ts'
import { fontOf, metricsOfBundled, nameOf, type Font, type FontStyle, type FontWeight } from './fonts.ts'

/** A font that a text is set in: which file, what it can write, and what a user calls it. */
export interface ChosenFont {
  readonly font: Font
  readonly metrics: FontMetrics
  readonly name: string
}

interface Looking {
  readonly font?: FontChoice
  readonly weight?: FontWeight
  readonly style?: FontStyle
}

interface Context {
  readonly assets: ReadonlyMap<string, AssetFacts>
  readonly findings: Findings
}

/** What a text says of its font as a file; null where it cannot be used, which is reported. */
export function chosenFont(
  { font = 'sans', weight, style }: Looking,
  pointer: string,
  { assets, findings }: Context,
): ChosenFont | null {
  if (typeof font === 'string') {
    const found = fontOf(font, weight ?? 'normal', style ?? 'normal')
    if (found !== null) return { font: found, metrics: metricsOfBundled(found), name: nameOf(found) }
    const remedy = 'Use "noto-sans" or "noto-serif", or upload an italic of your own.'
    refuse(findings, 'FONT_STYLE', `${pointer}/style`, `the font ${font} is not there in italic`, remedy)
    return null
  }
  const at = `${pointer}/font/asset`
  const facts = assets.get(font.asset)
  if (facts === undefined) {
    const remedy = 'Upload a TTF or OTF first (POST /assets) and use the id of the answer.'
    refuse(findings, 'ASSET_UNKNOWN', at, `there is no asset ${font.asset}`, remedy)
    return null
  }
  const { kind, font: own } = facts.media
  if (own === undefined) {
    const message = `the asset is of kind ${kind}, a font is one of kind font`
    refuse(findings, 'ASSET_KIND_MISMATCH', at, message, 'Upload a TTF or OTF, and use its id.')
    return null
  }
  if (weight !== undefined) {
    const message = `a font of your own is as bold as its file is (${own.style})`
    const remedy = 'Remove the weight; upload the bold one as well, and use that.'
    refuse(findings, 'FONT_WEIGHT', `${pointer}/weight`, message, remedy)
    return null
  }
  if (style !== undefined) {
    const message = `a font of your own is as slanted as its file is (${own.style})`
    const remedy = 'Remove the style; upload the italic as well, and use that.'
    refuse(findings, 'FONT_STYLE', `${pointer}/style`, message, remedy)
    return null
  }
  if (own.isEmbeddingRestricted)
    warn(findings, 'FONT_EMBEDDING_RESTRICTED', at, `the author of ${own.family} does not allow to embed it`)
  const { unitsPerEm, ascent, descent } = own
  const { sha256 } = facts
  return {
    font: { fileName: `${sha256}.ttf`, sha256, own: { unitsPerEm, ascent, descent } },
    metrics: metricsOf(own),
    name: own.style === 'Regular' ? own.family : `${own.family} ${own.style}`,
  }
}
