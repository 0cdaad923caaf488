import type { PlannedColor } from '@framewright/timeline'
import { decimal, filter, type Filter } from '../filter-syntax.ts'

/**
 * Tables of values, one for luma and one for both colour planes: the same on every processor, and alpha is not touched.
 * Without gamma this is what the same arithmetic gives on R'G'B', as Y'CbCr is linear in that; and no plane has to be
 * brought to the size of another for it.
 */
export function colorFilters(
  { brightness, contrast, saturation, gamma }: PlannedColor,
  pixelFormat: string,
): Filter[] {
  const isLumaKept = brightness === 0 && contrast === 1 && gamma === 1
  const isChromaKept = contrast * saturation === 1
  // `lutyuv` has no ten bits with alpha: it is given sixteen, with alpha or without, so that both come to the same.
  const isDeep = pixelFormat.endsWith('10le')
  const scale = isDeep ? 256 : 1
  const luma = `((val-${16 * scale})/${219 * scale}-0.5)*${decimal(contrast)}+${decimal(0.5 + brightness)}`
  const stretched = `clip(${luma},0,1)`
  const bent = gamma === 1 ? stretched : `pow(${stretched},${decimal(1 / gamma)})`
  const chroma = `(val-${128 * scale})*${decimal(contrast * saturation)}+${128 * scale}.5`
  const bounded = `clip(${chroma},${16 * scale},${240 * scale})`
  const tables = filter('lutyuv', {
    ...(isLumaKept ? {} : { y: `${bent}*${219 * scale}+${16 * scale}.5` }),
    ...(isChromaKept ? {} : { u: bounded, v: bounded }),
  })
  if (!isDeep) return [tables]
  return [
    filter('format', { pix_fmts: pixelFormat.replace('10le', '16le') }),
    tables,
    filter('format', { pix_fmts: pixelFormat }),
  ]
}
