import type { PlannedPixelate } from '@framewright/timeline'
import { filter, type Filter } from '../filter-syntax.ts'
import type { Affected } from './effect-filters.ts'

const exact = 'accurate_rnd+bitexact'

/** The means of whole blocks, each as large as one again. At the right and below, the picture is taken to go on. */
export function pixelateFilters(
  { size }: PlannedPixelate,
  { size: { width, height }, pixelFormat }: Affected,
): Filter[] {
  const [columns, rows] = [Math.ceil(width / size), Math.ceil(height / size)]
  const whole = { width: columns * size, height: rows * size }
  const isWhole = whole.width === width && whole.height === height
  return [
    ...goneOn({ width, height }, whole),
    // A block has a chroma of its own, however few samples of it the picture has.
    filter('scale', { width: columns, height: rows, flags: `area+${exact}` }),
    filter('format', { pix_fmts: pixelFormat.replace(/42[02]/, '444') }),
    filter('scale', { ...whole, flags: `neighbor+${exact}` }),
    filter('format', { pix_fmts: pixelFormat }),
    ...(isWhole ? [] : [filter('crop', { out_w: width, out_h: height, x: 0, y: 0, exact: 1 })]),
    filter('setsar', { sar: 1 }),
  ]
}

/** With its last column and its last row again and again. `fillborders` fills no more at once than there is already. */
export function goneOn(from: Affected['size'], to: Affected['size']): Filter[] {
  if (from.width === to.width && from.height === to.height) return []
  const [width, height] = [Math.min(to.width, 2 * from.width), Math.min(to.height, 2 * from.height)]
  return [
    filter('pad', { width, height }),
    filter('fillborders', {
      ...{ left: 0, right: width - from.width, top: 0, bottom: height - from.height },
      mode: 'smear',
    }),
    ...goneOn({ width, height }, to),
  ]
}
