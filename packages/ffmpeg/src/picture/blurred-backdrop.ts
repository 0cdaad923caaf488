import type { Contained, Placement } from '@framewright/timeline'
import { blurFilters } from '../effects/effect-blur.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { scalerFlags } from './picture-filters.ts'

/** The backdrop is blurred in so much less than its size: nothing that small is left of it. */
const reduction = 8
/** Of the shorter side of the box. */
const sigmaShare = 0.04
const leastSigma = 0.5

const reduced = (side: number): number => Math.max(2, 2 * Math.round(side / reduction / 2))

/** A picture over a blurred copy of itself, which fills the box that it is placed in. */
export function overBlurred(
  graph: Graph,
  frames: Stream,
  placement: Placement,
  { width, height, x, y }: Contained,
  pixelFormat: string,
  scaled: (placement: Placement) => readonly Filter[],
): Stream {
  const format = filter('format', { pix_fmts: pixelFormat })
  const small = { width: reduced(placement.width), height: reduced(placement.height) }
  const scaledWidth = Math.max(small.width, reduced(placement.scaledWidth))
  const scaledHeight = Math.max(small.height, reduced(placement.scaledHeight))
  const middle = (side: number, part: number) => 2 * Math.floor((side - part) / 4)
  const sigma = (sigmaShare * Math.min(placement.width, placement.height)) / reduction
  const [behind, before] = graph.split(frames, 2, 'video') as [Stream, Stream]
  const backdrop = graph.chain(
    [behind],
    ...scaled({
      ...{ ...small, scaledWidth, scaledHeight, x: 0, y: 0 },
      cropX: middle(scaledWidth, small.width),
      cropY: middle(scaledHeight, small.height),
    }),
    format,
    ...blurFilters({ type: 'blur', sigma: Math.max(leastSigma, sigma) }, pixelFormat),
    filter('scale', { width: placement.width, height: placement.height, flags: scalerFlags }),
    filter('setsar', { sar: 1 }),
  )
  const whole = { scaledWidth: width, scaledHeight: height, width, height, cropX: 0, cropY: 0, x: 0, y: 0 }
  const picture = graph.chain([before], ...scaled(whole), format)
  const overlaid = pixelFormat.replace('yuva', 'yuv').replace('10le', '10').replace(/p$/, '')
  return graph.chain([backdrop, picture], filter('overlay', { x, y, format: overlaid }), format)
}
