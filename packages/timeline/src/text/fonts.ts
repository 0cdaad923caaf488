import { strict as assert } from 'node:assert'
import { metricsOf, type FontMetrics } from './font-metrics.ts'
import { dejaVuSansBold } from './font-tables/dejavu-sans-bold.ts'
import { dejaVuSans } from './font-tables/dejavu-sans.ts'
import { dejaVuSansMonoBold } from './font-tables/dejavu-sansmono-bold.ts'
import { dejaVuSansMono } from './font-tables/dejavu-sansmono.ts'
import { dejaVuSerifBold } from './font-tables/dejavu-serif-bold.ts'
import { dejaVuSerif } from './font-tables/dejavu-serif.ts'
import type { FontTable } from './font-tables/font-table.ts'
import { notoFaceOf, notoFont, type NotoFamily } from './noto-fonts.ts'

/**
 * The fonts that texts may be set in: they come with the product, and a plan names them by hash, so that the same edit
 * gives the same pixels on a host with other fonts, or none.
 */
export interface Font {
  readonly fileName: string
  readonly sha256: string
  /** Of one that does not come with the product: in units of which `unitsPerEm` make the size. */
  readonly own?: FontHeight
}

export type FontHeight = Pick<FontMetrics, 'unitsPerEm' | 'ascent' | 'descent'>

export type FontFamily = DejaVuFamily | NotoFamily
type DejaVuFamily = 'sans' | 'serif' | 'mono'
export type FontWeight = 'normal' | 'bold'
export type FontStyle = 'normal' | 'italic'

const fonts: Readonly<Record<DejaVuFamily, Readonly<Record<FontWeight, Font>>>> = {
  sans: {
    normal: {
      fileName: 'DejaVuSans.ttf',
      sha256: '7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954',
    },
    bold: {
      fileName: 'DejaVuSans-Bold.ttf',
      sha256: 'e6476c1b80502924294eed40894c5b18e06c181444ca953e5334262df9c27724',
    },
  },
  serif: {
    normal: {
      fileName: 'DejaVuSerif.ttf',
      sha256: '42d1edeb7952f31b1f96d767ed7030b08a39e0c372b0071641518864e2bffb51',
    },
    bold: {
      fileName: 'DejaVuSerif-Bold.ttf',
      sha256: 'c47b5527bcdc8dcf9ea8c77054454c5a884beaca2f44851a2a823ee639cbf07f',
    },
  },
  mono: {
    normal: {
      fileName: 'DejaVuSansMono.ttf',
      sha256: 'b4a6c3e4faab8773f4ff761d56451646409f29abedd68f05d38c2df667d3c582',
    },
    bold: {
      fileName: 'DejaVuSansMono-Bold.ttf',
      sha256: 'bce60f1b4421acd9ea51ba6623d7024ecbe6817a953e3654df62a5e6bdf8f769',
    },
  },
}

/** Null for one that is not there in italic. */
export function fontOf(family: FontFamily, weight: FontWeight, style: FontStyle): Font | null {
  if (family === 'noto-sans' || family === 'noto-serif' || family === 'noto-mono')
    return notoFont(family, weight, style)
  return style === 'italic' ? null : fonts[family][weight]
}

/** What the file says of itself. */
interface Bundled {
  readonly family: string
  readonly weight: FontWeight
  readonly table: FontTable
}

const bundled: Readonly<Record<string, Bundled>> = {
  [fonts.sans.normal.sha256]: { family: 'DejaVu Sans', weight: 'normal', table: dejaVuSans },
  [fonts.sans.bold.sha256]: { family: 'DejaVu Sans', weight: 'bold', table: dejaVuSansBold },
  [fonts.serif.normal.sha256]: { family: 'DejaVu Serif', weight: 'normal', table: dejaVuSerif },
  [fonts.serif.bold.sha256]: { family: 'DejaVu Serif', weight: 'bold', table: dejaVuSerifBold },
  [fonts.mono.normal.sha256]: { family: 'DejaVu Sans Mono', weight: 'normal', table: dejaVuSansMono },
  [fonts.mono.bold.sha256]: { family: 'DejaVu Sans Mono', weight: 'bold', table: dejaVuSansMonoBold },
}

function bundledAs({ sha256, fileName }: Font): Pick<Bundled, 'table'> & { readonly name: string } {
  const noto = notoFaceOf(sha256)
  if (noto !== undefined) return noto
  const found = bundled[sha256]
  assert(found !== undefined, `${fileName} comes with the product`)
  const { table, family, weight } = found
  return { table, name: weight === 'bold' ? `${family} Bold` : family }
}

/** What a script calls it. One of a user, and of Noto, is drawn from a copy under a name that nothing else has. */
export const familyOf = (font: Font): Pick<Bundled, 'family' | 'weight'> =>
  bundled[font.sha256] ?? { family: `fw${font.sha256.slice(0, 24)}`, weight: 'normal' }
export const metricsOfBundled = (font: Font): FontMetrics => metricsOf(bundledAs(font).table)
export const heightOf = (font: Font): FontHeight => font.own ?? bundledAs(font).table

/** As a user calls it. */
export const nameOf = (font: Font): string => bundledAs(font).name
