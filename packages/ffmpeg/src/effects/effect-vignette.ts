import type { PlannedVignette } from '@framewright/timeline'
import type { Affected } from './effect-filters.ts'
import { decimal, filter, type Graph, type Stream } from '../filter-syntax.ts'
import { rateText } from '../picture/picture-filters.ts'

/**
 * The picture goes over into black along a mask, which is drawn once. The mask is the law of the fourth power of the
 * cosine, written without a cosine: those of two C libraries may differ in the last bit.
 */
export function vignetted(
  graph: Graph,
  stream: Stream,
  { strength }: PlannedVignette,
  { plan, size, pixelFormat }: Affected,
): Stream {
  const { width, height } = size
  const isDeep = pixelFormat.endsWith('10le')
  const isHalfHeight = pixelFormat.includes('420')
  const squareOfCorner = (width * width + height * height) / 4
  // 1 / (1 + fall)^2 is what is left of the light in the corners.
  const fall = decimal(1 / Math.sqrt(1 - strength) - 1)
  const levels = isDeep ? 1024 : 256
  /** How much of black there is at a sample of a plane that has one for so many pixels. */
  const level = (stepX: number, stepY: number) => {
    const x = `((X+0.5)*${stepX}-${width / 2})`
    const y = `((Y+0.5)*${stepY}-${height / 2})`
    const root = `1+${fall}*(${x}*${x}+${y}*${y})/${squareOfCorner}`
    return `min(floor(${levels}*(1-1/((${root})*(${root})))+0.5),${levels - 1})`
  }
  const still = graph.chain(
    [],
    filter('color', { color: 'black', size: `${width}x${height}`, rate: rateText(plan) }),
    filter('trim', { end_frame: 1 }),
    filter('format', { pix_fmts: pixelFormat }),
  )
  const [first, second] = graph.split(still, 2, 'video') as [Stream, Stream]
  // The black of `color` is not quite that of video in ten bits.
  const gray = levels / 2
  const black = graph.chain([first], filter('geq', { lum: levels / 16, cb: gray, cr: gray }))
  const chroma = level(2, isHalfHeight ? 2 : 1)
  const mask = graph.chain([second], filter('geq', { lum: level(1, 1), cb: chroma, cr: chroma }))
  return graph.chain([stream, black, mask], filter('maskedmerge', { planes: 7 }))
}
