import type { ImagePicture, PictureClip, Placement, RenderPlan, VideoPicture } from '@framewright/timeline'
import { coversCanvas, effectKinds } from '@framewright/timeline'
import { overBlurred } from './blurred-backdrop.ts'
import { held, sourceFrames } from './clip-motion.ts'
import { withEffects } from './effect-filters.ts'
import { filter, type Filter, type Graph, type Stream } from './filter-syntax.ts'
import { demuxerIn, seekPoint, type Input } from './input-args.ts'
import { throughTable, toDeepRgb } from './rgb-table.ts'
import { wideColorsTable } from './wide-colors.ts'
import { fades, formatsOf, onGrid, opacity, scalerFlags } from './picture-filters.ts'
import { sourceCut } from './source-cut.ts'

export type MediaPicture = VideoPicture | ImagePicture

/** Whether nothing can be seen behind the clip, at any of its frames. */
export function hidesAll(clip: PictureClip, plan: RenderPlan): boolean {
  return (
    clip.kind !== 'text' &&
    !clip.hasAlpha &&
    !(clip.effects ?? []).some(({ type }) => effectKinds[type].makesTransparent) &&
    clip.opacity === 1 &&
    clip.blend === undefined &&
    clip.fadeInFrames === 0 &&
    clip.fadeOutFrames === 0 &&
    coversCanvas(clip.placement, plan)
  )
}

/** Whether more than a chain of filters is needed to make it. */
const isAffected = (clip: MediaPicture): boolean => clip.effects !== undefined || clip.contained !== undefined

/** A clip that hides all, cut to the canvas: as many frames as it has, from 0. */
export function fullPicture(graph: Graph, input: Stream, clip: MediaPicture, plan: RenderPlan): Stream {
  const { placement } = clip
  if (isAffected(clip)) {
    const inner = { out_w: plan.width, out_h: plan.height, x: -placement.x, y: -placement.y, exact: 1 }
    const isCropped = placement.width !== plan.width || placement.height !== plan.height
    const affected = affectedPicture(graph, input, clip, plan, formatsOf(plan).opaque)
    return isCropped ? graph.chain([affected], filter('crop', inner)) : affected
  }
  const visible = {
    ...placement,
    cropX: placement.cropX - placement.x,
    cropY: placement.cropY - placement.y,
    width: plan.width,
    height: plan.height,
  }
  return graph.chain(
    [input],
    ...stretch(clip, plan, [
      ...scaled(graph, clip, visible),
      filter('format', { pix_fmts: formatsOf(plan).opaque }),
    ]),
  )
}

/** A clip that is laid over something, with alpha, its first frame at `firstFrame`. */
export function layer(
  graph: Graph,
  input: Stream,
  clip: MediaPicture,
  plan: RenderPlan,
  firstFrame: number,
): Stream {
  const { alpha } = formatsOf(plan)
  if (isAffected(clip)) {
    const affected = affectedPicture(graph, input, clip, plan, alpha)
    return graph.chain([affected], ...opacity(clip.opacity), ...fades(clip), ...onGrid(plan, firstFrame))
  }
  const made = [
    ...scaled(graph, clip, clip.placement),
    filter('format', { pix_fmts: alpha }),
    ...opacity(clip.opacity),
  ]
  return graph.chain([input], ...stretch(clip, plan, made), ...fades(clip), ...onGrid(plan, firstFrame))
}

/**
 * The frames of a clip with its effects, just as many as it lasts. They are done to all of the picture that the clip
 * shows, also where it reaches beyond the canvas: it looks the same whether it hides all or is laid over something.
 * What is done to a still is done once.
 */
function affectedPicture(
  graph: Graph,
  input: Stream,
  clip: MediaPicture,
  plan: RenderPlan,
  pixelFormat: string,
): Stream {
  const picture = placedPicture(graph, input, clip, plan, pixelFormat)
  const affected = withEffects(graph, picture, clip.effects ?? [], {
    ...{ plan, pixelFormat, size: clip.placement, hasAlpha: clip.hasAlpha },
  })
  return graph.chain([affected], ...held(clip, plan))
}

/** The frames of a source in the size in which they are placed. */
function placedPicture(
  graph: Graph,
  input: Stream,
  clip: MediaPicture,
  plan: RenderPlan,
  pixelFormat: string,
): Stream {
  const { placement, contained } = clip
  if (contained !== undefined) {
    const frames = graph.chain([input], ...sourceFrames(clip, plan))
    return overBlurred(graph, frames, placement, contained, pixelFormat, (place) =>
      scaled(graph, clip, place),
    )
  }
  const format = filter('format', { pix_fmts: pixelFormat })
  return graph.chain([input], ...sourceFrames(clip, plan), ...scaled(graph, clip, placement), format)
}

/** The frames of a clip, just as many as it lasts. A source that ends a little early keeps its last one. */
function stretch(clip: MediaPicture, plan: RenderPlan, made: readonly Filter[]): Filter[] {
  return [...sourceFrames(clip, plan), ...made, ...held(clip, plan)]
}

function scaled(graph: Graph, clip: MediaPicture, placement: Placement): Filter[] {
  const { scaledWidth, scaledHeight, cropX, cropY, width, height } = placement
  const isCropped = width !== scaledWidth || height !== scaledHeight
  const cropped = isCropped
    ? [filter('crop', { out_w: width, out_h: height, x: cropX, y: cropY, exact: 1 })]
    : []
  if (clip.wideColors !== undefined) {
    const { wideColors, colorMatrix, hasAlpha } = clip
    const table = graph.file(`${wideColors}.cube`, () => wideColorsTable(wideColors))
    return [
      ...sourceCut(clip),
      ...toDeepRgb({ width: scaledWidth, height: scaledHeight, in_color_matrix: colorMatrix }, hasAlpha),
      ...cropped,
      ...throughTable(table),
      filter('setsar', { sar: 1 }),
    ]
  }
  return [
    ...sourceCut(clip),
    filter('scale', {
      width: scaledWidth,
      height: scaledHeight,
      flags: scalerFlags,
      // Naming a matrix makes the scaler go through RGB, which costs ten times as much: only where it changes something.
      ...(clip.colorMatrix === 'bt709'
        ? {}
        : { in_color_matrix: clip.colorMatrix, out_color_matrix: 'bt709' }),
      out_range: 'tv',
    }),
    ...cropped,
    filter('setsar', { sar: 1 }),
  ]
}

/** The file a clip reads, from where on. */
export function clipInput(clip: MediaPicture, plan: RenderPlan, path: string, decoderThreads: number): Input {
  const demuxer = demuxerIn(plan, clip.sha256)
  const seekMicroseconds = clip.kind === 'video' ? seekPoint(clip.inMicroseconds, demuxer) : 0
  return { path, demuxer, seekMicroseconds, decoderThreads, of: 'picture' }
}
