import type { PlannedGlow } from '@framewright/timeline'
import { asMatte, seenThrough, whiteOf } from '../picture/alpha-canvas.ts'
import { toPlanarRgb } from '../picture/blend.ts'
import { formatsOf, onGrid, overlay, scalerFlags } from '../picture/picture-filters.ts'
import { onBlack } from './by-share.ts'
import { blurFilters } from './effect-blur.ts'
import type { Affected } from './effect-filters.ts'
import { decimal, filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'

const mostOf = ({ plan }: Affected): number => (plan.pixelFormat === 'yuv420p' ? 255 : 1023)

const lighter = filter('blend', { all_mode: 'lighten' })

/**
 * What is bright in a picture, blurred, is laid on it as light: by `screen`, in R'G'B'. What is transparent gives no light, and
 * stays so; where colours are mixed by how much there is of each, light falls beyond the edges as well.
 */
export function glowing(graph: Graph, stream: Stream, effect: PlannedGlow, affected: Affected): Stream {
  const { plan, size, pixelFormat, hasAlpha, isByShare } = affected
  if (hasAlpha && isByShare) return glowingAround(graph, stream, effect, affected)
  const isKept = pixelFormat !== formatsOf(plan).opaque
  const [colors, bright, kept] = graph.split(stream, isKept ? 3 : 2, 'video') as [Stream, Stream, Stream]
  const shown = hasAlpha
    ? onBlack(graph, plan, size, bright)
    : graph.chain([bright], filter('format', { pix_fmts: formatsOf(plan).opaque }))
  const lit = screened(graph, colors, lightOf(graph, shown, effect, affected), affected)
  const made = graph.chain([lit], filter('format', { pix_fmts: pixelFormat }), ...onGrid(plan))
  if (!isKept) return made
  const alpha = graph.chain([kept], ...onGrid(plan))
  const asItWas = filter('mergeplanes', { mapping: '0x00010213', format: pixelFormat })
  return graph.chain([made, alpha], asItWas, filter('setsar', { sar: 1 }), ...onGrid(plan))
}

/** On black, and in its matte: there is as much more of the picture as the strongest part of the light. */
function glowingAround(graph: Graph, stream: Stream, effect: PlannedGlow, affected: Affected): Stream {
  const { plan, size } = affected
  const [layer, shares] = graph.split(stream, 2, 'video') as [Stream, Stream]
  const [colors, bright] = graph.split(onBlack(graph, plan, size, layer), 2, 'video') as [Stream, Stream]
  const light = lightOf(graph, bright, effect, affected)
  const [forColors, forMatte] = graph.split(light, 2, 'video') as [Stream, Stream]
  const lit = graph.chain([screened(graph, colors, forColors, affected)], ...onGrid(plan))
  const [red, green, blue] = graph
    .split(forMatte, 3, 'video')
    .map((copy, at) =>
      graph.chain([copy], filter('extractplanes', { planes: ['r', 'g', 'b'][at] ?? '' })),
    ) as [Stream, Stream, Stream]
  const ofTwo = graph.chain([red, green], lighter)
  const strongest = graph.chain([ofTwo, blue], lighter)
  const matte = onBlack(graph, plan, size, asMatte(graph, plan, shares, true))
  const [below, white] = graph.split(matte, 2, 'video') as [Stream, Stream]
  const around = whiteOf(graph, plan, white, strongest)
  const grown = graph.chain([below, around], overlay(plan, 0, 0), ...onGrid(plan))
  return seenThrough(graph, plan, lit, grown)
}

/** The light that opaque frames give, in R'G'B'. */
function lightOf(
  graph: Graph,
  frames: Stream,
  { threshold, radius, intensity }: PlannedGlow,
  affected: Affected,
): Stream {
  const { plan } = affected
  const most = mostOf(affected)
  const above = `floor(clip((val/${most}-${decimal(threshold)})/${decimal(1 - threshold)},0,1)*${most}+0.5)`
  const stronger = `min(maxval,floor(val*${decimal(intensity)}+0.5))`
  return graph.chain(
    [frames],
    ...toPlanarRgb(plan),
    filter('lutrgb', { r: above, g: above, b: above }),
    ...toOpaque(affected),
    ...blurFilters({ type: 'blur', sigma: radius / 2 }, formatsOf(plan).opaque),
    ...toPlanarRgb(plan),
    filter('lutrgb', { r: stronger, g: stronger, b: stronger }),
    ...onGrid(plan),
  )
}

/** x + l(1 - x) is x, with so much of white as there is light: no table of two dimensions, which would take its time in ten bits. */
function screened(graph: Graph, colors: Stream, light: Stream, affected: Affected): Stream {
  const { plan } = affected
  const below = graph.chain([colors], ...toPlanarRgb(plan), ...onGrid(plan))
  const [under, copy] = graph.split(below, 2, 'video') as [Stream, Stream]
  const white = graph.chain([copy], filter('lutrgb', { r: 'maxval', g: 'maxval', b: 'maxval' }))
  return graph.chain([under, white, light], filter('maskedmerge'), ...toOpaque(affected))
}

const toOpaque = ({ plan }: Affected): Filter[] => [
  filter('scale', { flags: scalerFlags, out_color_matrix: 'bt709', out_range: 'tv' }),
  filter('format', { pix_fmts: formatsOf(plan).opaque }),
  filter('setsar', { sar: 1 }),
]
