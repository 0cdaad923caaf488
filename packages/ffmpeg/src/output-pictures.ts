import type { PlannedPicture, RenderPlan } from '@framewright/timeline'
import { filter, type Graph, type Stream } from './filter-syntax.ts'
import { scalerFlags } from './picture-filters.ts'

/** The outputs of a plan that have a picture, in their order. */
export const picturesOf = ({ outputs }: RenderPlan): PlannedPicture[] =>
  outputs.filter((output) => output.video !== null)

/** Decoded and composed once, then brought to the size of each output. */
export function toOutputs(graph: Graph, plan: RenderPlan, canvas: Stream): Stream[] {
  const outputs = picturesOf(plan)
  const copies = graph.split(canvas, outputs.length, 'video')
  return outputs.map(({ width, height, picture, video }, at) => {
    const isSameSize = picture.width === plan.width && picture.height === plan.height
    const hasBars = picture.width !== width || picture.height !== height
    const bars = { width, height, x: picture.x, y: picture.y, color: 'black' }
    return graph.chain(
      copies.slice(at, at + 1),
      ...(isSameSize
        ? []
        : [filter('scale', { width: picture.width, height: picture.height, flags: scalerFlags })]),
      filter('format', { pix_fmts: video.codec === 'prores' ? 'yuv422p10le' : 'yuv420p' }),
      ...(hasBars ? [filter('pad', bars)] : []),
      filter('setsar', { sar: 1 }),
      filter('setparams', {
        range: 'tv',
        color_primaries: 'bt709',
        color_trc: 'bt709',
        colorspace: 'bt709',
      }),
    )
  })
}
