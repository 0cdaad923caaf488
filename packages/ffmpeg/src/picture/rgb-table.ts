import { filter, type Filter } from '../filter-syntax.ts'
import { scalerFlags } from './picture-filters.ts'

/** Without `full_chroma_int` two pixels of a row would share their colour. */
const rgbFlags = `${scalerFlags}+full_chroma_int`

/**
 * To R'G'B' of sixteen bits, in whatever size and from whatever matrix the options of `scale` say. One plane for all, as
 * that is what `lut3d` does in plain C, the same on every processor.
 */
export const toDeepRgb = (scale: Filter['options'], hasAlpha: boolean): Filter[] => [
  filter('scale', { flags: rgbFlags, ...scale }),
  filter('format', { pix_fmts: hasAlpha ? 'rgba64le' : 'rgb48le' }),
]

/** Colours along a table of three dimensions, or each part of them along one of one; and back to Y'CbCr. */
export const throughTable = (
  path: string,
  dimensions: 1 | 3 = 3,
  matrix: 'bt709' | 'bt2020' = 'bt709',
): Filter[] => [
  dimensions === 3 ? filter('lut3d', { file: path, interp: 'tetrahedral' }) : alongCurve(path),
  filter('scale', { flags: rgbFlags, out_color_matrix: matrix, out_range: 'tv' }),
]

export const alongCurve = (path: string): Filter => filter('lut1d', { file: path, interp: 'linear' })
