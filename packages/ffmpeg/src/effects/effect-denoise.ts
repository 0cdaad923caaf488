import type { PlannedDenoise } from '@framewright/timeline'
import { decimal, filter, type Filter } from '../filter-syntax.ts'
import type { Affected } from './effect-filters.ts'
import { goneOn } from './effect-pixelate.ts'

/** Of eight bits, which `vaguedenoiser` itself brings to others. Black and white are 219 of them apart. */
const deviationAtMost = 219 / 20
/** Of so many deviations nearly no noise is; it is given orthonormal wavelets, whose noise is that of the picture. */
const thresholdDeviations = 3
/** So often a picture is halved. What is left then is sixteen times as much, and lies far above any threshold, even black. */
const halvings = 4
/** What its wavelets read of a row beyond the end: where one is shorter, they read what is not there. */
const leastRow = 11

/**
 * Wavelets below a threshold go, those above it nearly stay (the garrote), so that edges do. Plain C in single precision,
 * with + - * / alone: the same on every processor. Alpha is left as it is.
 */
export function denoiseFilters(
  { strength }: PlannedDenoise,
  { size: { width, height }, pixelFormat }: Affected,
): Filter[] {
  const leastSide = leastRow * 2 ** halvings
  // Chroma has half of the rows, or all.
  const least = { x: 2 * leastSide, y: pixelFormat.includes('420') ? 2 * leastSide : leastSide }
  const isWhole = width >= least.x && height >= least.y
  // Even, as `pad` makes nothing else of chroma.
  const grown = (side: number, least: number) => 2 * Math.ceil(Math.max(side, least) / 2)
  const whole = isWhole ? { width, height } : { width: grown(width, least.x), height: grown(height, least.y) }
  return [
    ...goneOn({ width, height }, whole),
    filter('vaguedenoiser', {
      ...{ threshold: decimal(strength * deviationAtMost * thresholdDeviations), method: 'garrote' },
      ...{ nsteps: halvings, percent: 100, planes: 7 },
    }),
    ...(isWhole ? [] : [filter('crop', { out_w: width, out_h: height, x: 0, y: 0, exact: 1 })]),
  ]
}
