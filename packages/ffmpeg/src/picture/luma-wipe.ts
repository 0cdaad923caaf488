import type { LumaWipe, RenderPlan } from '@framewright/timeline'
import { maskInput, maskPicture } from './clip-mask.ts'
import { filter, type Stream } from '../filter-syntax.ts'
import { mostOf, multiplied } from './layer-alpha.ts'
import { formatsOf, onGrid, overlay, rateText } from './picture-filters.ts'

/**
 * The later canvases come over the earlier ones by the luma of an image. The number of the frame is a level of its own, so
 * that how far a pixel has turned is a table of both: exact, and the same on every processor.
 */
export function lumaWiped(
  board: Parameters<typeof maskInput>[0] & { readonly plan: RenderPlan },
  earlier: Stream,
  later: Stream,
  wipe: LumaWipe,
  frameCount: number,
): Stream {
  const { graph, plan } = board
  const { alpha } = formatsOf(plan)
  const most = mostOf(alpha)
  // A level for each frame, where there are enough of them.
  const steps = Math.min(frameCount, most)
  const progress = graph.chain(
    [],
    filter('color', { color: 'black', size: '2x2', rate: rateText(plan) }),
    filter('trim', { end_frame: frameCount }),
    filter('format', { pix_fmts: alpha }),
    filter('geq', { lum: 0, cb: 0, cr: 0, a: `floor(N*${steps}/${frameCount}+0.5)` }),
    filter('scale', { width: plan.width, height: plan.height, flags: 'neighbor' }),
    filter('setsar', { sar: 1 }),
    ...onGrid(plan),
  )
  const image = maskPicture(
    graph,
    plan,
    maskInput(board, plan, wipe, { startFrame: 0, endFrame: frameCount }),
    alpha,
  )
  const { softness } = wipe
  const turned =
    softness === 0
      ? `${most}*gt(x/${steps},y/${most})`
      : `floor(${most}*clip((x/${steps}*${1 + softness}-y/${most})/${softness},0,1)+0.5)`
  const levels = graph.chain([progress, image], filter('lut2', { c0: 'x', c1: 'x', c2: 'x', c3: turned }))
  const coming = multiplied(graph, graph.chain([later], filter('format', { pix_fmts: alpha })), levels, alpha)
  return graph.chain([earlier, coming], overlay(plan, 0, 0), ...onGrid(plan))
}
