import type { MaskVideo, PictureClip, PlannedMask, RenderPlan } from '@framewright/timeline'
import { drawnInput, straightened, type DrawingBoard } from './drawn-picture.ts'
import { blurFilters } from '../effects/effect-blur.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { sourceIn } from '../input-args.ts'
import { multiplied } from './layer-alpha.ts'
import { lumaAsAlpha, maskFrames } from './mask-video.ts'
import { shownFrames } from './clip-part.ts'
import { hold, scalerFlags } from './picture-filters.ts'
import { steppedInput, steppedPicture } from './stepped-mask.ts'

/** A mask, and the stream that it is made of. */
export interface MaskInput {
  readonly mask: PlannedMask
  readonly input: Stream
  /** So many frames; one picture, where nothing is said. */
  readonly frameCount?: number
}

export function maskInput(
  board: DrawingBoard & { readonly paths: { sourcePath(sha256: string): string } },
  plan: RenderPlan,
  mask: PlannedMask,
  clip: Pick<PictureClip, 'startFrame' | 'endFrame' | 'part'>,
): MaskInput {
  if (mask.kind === 'drawn') return { mask, input: drawnInput(board, mask.drawing) }
  if (mask.kind === 'drawn-steps') return { mask, input: steppedInput(board, mask) }
  const { video } = mask
  if (video !== undefined) {
    const input = maskFrames(board, plan, { ...mask, video }, clip)
    return { mask, input, frameCount: shownFrames(clip) }
  }
  const { sha256, drawnSize } = mask
  board.inputs.push({
    ...{ path: board.paths.sourcePath(sha256), demuxer: sourceIn(plan, sha256).demuxer },
    ...{ seekMicroseconds: 0, decoderThreads: 1, of: 'picture' },
    ...(drawnSize === undefined ? {} : { drawnSize }),
  })
  return { mask, input: board.graph.input(board.inputs.length - 1, 'v:0') }
}

/**
 * As much is left of frames as their mask says. It is made once: one picture in their size, with the mask as its alpha. It
 * stays in eight bits until it is one, as it comes in them.
 */
export function maskedBy(
  graph: Graph,
  plan: RenderPlan,
  frames: Stream,
  mask: MaskInput,
  pixelFormat: string,
): Stream {
  return multiplied(graph, frames, maskPicture(graph, plan, mask, pixelFormat), pixelFormat)
}

/** One picture with the mask as its alpha; of a mask that changes one for each frame. */
export function maskPicture(
  graph: Graph,
  plan: RenderPlan,
  { mask, input, frameCount }: MaskInput,
  pixelFormat: string,
): Stream {
  if (mask.kind === 'drawn-steps') {
    const negative = mask.isInverted ? inverted(pixelFormat) : []
    return steppedPicture(graph, plan, mask, input, pixelFormat, negative)
  }
  return graph.chain(
    [input],
    ...(frameCount === undefined ? [filter('trim', { end_frame: 1 }), filter('setpts', { expr: '0' })] : []),
    ...levelsOf(mask, plan, pixelFormat.replace('10le', '')),
    filter('format', { pix_fmts: pixelFormat }),
    ...(mask.sigma === undefined ? [] : blurFilters({ type: 'blur', sigma: mask.sigma }, pixelFormat)),
    ...(mask.isInverted ? inverted(pixelFormat) : []),
    ...(frameCount === undefined ? [] : hold(plan, frameCount)),
  )
}

/** `lutyuv` has no ten bits with alpha: it is given sixteen. */
const inverted = (pixelFormat: string): Filter[] => {
  const negative = filter('lutyuv', { a: 'negval' })
  if (!pixelFormat.endsWith('10le')) return [negative]
  const deep = filter('format', { pix_fmts: pixelFormat.replace('10le', '16le') })
  return [deep, negative, filter('format', { pix_fmts: pixelFormat })]
}

function levelsOf(
  mask: Exclude<PlannedMask, { kind: 'drawn-steps' }>,
  plan: RenderPlan,
  pixelFormat: string,
): Filter[] {
  if (mask.kind === 'drawn') return [...straightened(plan), filter('format', { pix_fmts: pixelFormat })]
  const { kind, placement, size, drawnSize, colorMatrix, video } = mask
  const { scaledWidth, scaledHeight, cropX, cropY, width, height, x, y } = placement
  const isCropped = width !== scaledWidth || height !== scaledHeight
  const isPadded = width < size.width || height < size.height
  return [
    ...(drawnSize === undefined ? [] : straightened(plan)),
    filter('scale', {
      ...{ width: scaledWidth, height: scaledHeight, flags: scalerFlags },
      // Naming a matrix makes the scaler go through RGB, which costs ten times as much for each frame.
      ...(video !== undefined && colorMatrix === 'bt709'
        ? {}
        : { in_color_matrix: colorMatrix, out_color_matrix: 'bt709' }),
      out_range: 'tv',
    }),
    filter('format', { pix_fmts: pixelFormat }),
    ...(isCropped
      ? [filter('crop', { out_w: size.width, out_h: size.height, x: cropX, y: cropY, exact: 1 })]
      : []),
    ...(kind === 'luma' ? lumaFilters(mask, pixelFormat) : []),
    ...(isPadded ? [filter('pad', { ...size, x, y, color: 'black@0' })] : []),
    filter('setsar', { sar: 1 }),
  ]
}

const lumaFilters = ({ video }: { readonly video?: MaskVideo }, pixelFormat: string): Filter[] =>
  video === undefined || video.hasAlpha ? [asAlpha] : lumaAsAlpha(pixelFormat)

/** Eight bits of luma, from 16 to 235. What can be seen through counts as black. */
const asAlpha = filter('geq', {
  ...{ lum: 'lum(X,Y)', cb: 128, cr: 128 },
  a: 'floor(clip((lum(X,Y)-16)*255/219,0,255)*alpha(X,Y)/255+0.5)',
})
