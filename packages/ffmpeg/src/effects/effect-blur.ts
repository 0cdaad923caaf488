import type { PlannedBlur, PlannedSharpen } from '@framewright/timeline'
import { filter, type Filter } from '../filter-syntax.ts'

const boxCount = 3
/** From here on, what boxes of whole pixels leave over of a sigma is not seen. */
const leastBoxSigma = 5
/** What a kernel of seven by seven can hold, which is the largest one that `convolution` has. */
const mostKernelSigma = 1.2
const kernelRadius = 3
/** Below this a Gaussian is one pixel. */
const leastKernelSigma = 0.2
/** What the weights of a kernel add up to: a power of two, by which `convolution` divides without an error. */
const kernelSum = 16_384
/** 1 4 6 4 1 in both directions. */
const binomial = [1, 4, 6, 4, 1]

/**
 * In sixteen bits, so that what is cut off after each pass is not seen. Colour stays in its own size, where its sigma is
 * smaller: in more than eight bits the scaler, without AVX, writes beyond the end of a narrow row into the next one, which
 * another of its threads may have finished already (`isScaledAlone`).
 * `gblur` would give other pixels on other processors.
 */
export function blurFilters({ sigma }: PlannedBlur, pixelFormat: string): Filter[] {
  const isHalfHeight = pixelFormat.includes('420')
  const deep = pixelFormat.replace(/p(10le)?$/, 'p16le')
  const luma = gaussianParts(sigma)
  const across = gaussianParts(sigma / 2)
  const down = isHalfHeight ? across : luma
  return [
    filter('format', { pix_fmts: deep }),
    ...luma.radii.map((radius) => filter('avgblur', { planes: 9, sizeX: radius, sizeY: radius })),
    ...down.radii.map((radius, at) =>
      filter('avgblur', { planes: 6, sizeX: Math.max(1, across.radii[at] ?? 0), sizeY: radius }),
    ),
    ...kernelFilters(luma.rest, across.rest, down.rest),
    filter('format', { pix_fmts: pixelFormat }),
  ]
}

/** Boxes one after the other, and the sigma of a kernel for what they leave over. Variances add up. */
function gaussianParts(sigma: number): { readonly radii: readonly number[]; readonly rest: number } {
  if (sigma <= mostKernelSigma) return { radii: [], rest: sigma }
  const radii = boxRadii(sigma).filter((radius) => radius > 0)
  const boxVariance = radii.reduce((sum, radius) => sum + ((2 * radius + 1) ** 2 - 1) / 12, 0)
  return { radii, rest: sigma < leastBoxSigma ? Math.sqrt(sigma * sigma - boxVariance) : 0 }
}

/** Boxes of two widths next to each other, so many of each that they come near to the sigma: from below, if a rest is mended. */
function boxRadii(sigma: number): number[] {
  const narrow = Math.floor((Math.sqrt((12 * sigma * sigma) / boxCount + 1) - 1) / 2)
  const varianceOf = (radius: number) => ((2 * radius + 1) ** 2 - 1) / 12
  const step = varianceOf(narrow + 1) - varianceOf(narrow)
  const missing = (sigma * sigma - boxCount * varianceOf(narrow)) / step
  const wideCount = sigma < leastBoxSigma ? Math.floor(missing) : Math.round(missing)
  return Array.from({ length: boxCount }, (_, at) => (at < wideCount ? narrow + 1 : narrow))
}

/** One for luma and alpha, and one for both colours. Modes for one row or column read what other threads have written. */
function kernelFilters(luma: number, across: number, down: number): Filter[] {
  const isSmall = Math.max(luma, across, down) <= leastKernelSigma
  if (isSmall) return []
  const matrices = [luma, across, across, luma].map((sigma, plane) =>
    gaussianKernel(sigma, plane === 1 || plane === 2 ? down : sigma).join(' '),
  )
  const options = matrices.flatMap((matrix, plane): [string, string][] => [
    [`${plane}m`, matrix],
    [`${plane}rdiv`, String(1 / kernelSum)],
  ])
  return [filter('convolution', Object.fromEntries(options))]
}

/** Rows one after the other; the middle takes what rounding left over. */
function gaussianKernel(across: number, down: number): number[] {
  const side = (sigma: number) => {
    const weights = Array.from({ length: 2 * kernelRadius + 1 }, (_, at) =>
      at === kernelRadius ? 1 : sigma === 0 ? 0 : Math.exp(-((at - kernelRadius) ** 2) / (2 * sigma * sigma)),
    )
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.map((weight) => weight / total)
  }
  const columns = side(across)
  const kernel = side(down).flatMap((row) => columns.map((column) => Math.round(row * column * kernelSum)))
  const rest = kernelSum - kernel.reduce((sum, weight) => sum + weight, 0)
  return kernel.map((weight, at) => (at === (kernel.length - 1) / 2 ? weight + rest : weight))
}

/** Luma alone, so that no edge gets a coloured fringe: what it differs by from its blurred self is added to it. */
export const sharpenFilters = ({ amount }: PlannedSharpen): Filter[] => [sharpenKernel(amount)]

/** With -1 in place of an amount, nothing is left but the blurred self. */
export function sharpenKernel(amount: number): Filter {
  const share = Math.round((amount * kernelSum) / 256)
  const matrix = binomial.flatMap((row, y) =>
    binomial.map((column, x) => (x === 2 && y === 2 ? kernelSum + 256 * share : 0) - share * row * column),
  )
  return filter('convolution', { '0m': matrix.join(' '), '0rdiv': String(1 / kernelSum) })
}
