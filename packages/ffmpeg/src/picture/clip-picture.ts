import type {
  BorderRadius,
  CompositionPicture,
  ImagePicture,
  Placement,
  RenderPlan,
  ShapePicture,
  VideoPicture,
} from '@framewright/timeline'
import { kindOf, firstMoving, maskVideoOf, movedOverSize } from '@framewright/timeline'
import type { LaidStream } from './blend.ts'
import { overBlurred } from './blurred-backdrop.ts'
import { held, seekOf, sourceFrames } from './clip-motion.ts'
import { firstOwnFrame } from './clip-part.ts'
import { withEffects } from '../effects/effect-filters.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { maskedBy, type MaskInput } from './clip-mask.ts'
import { sourceIn, type Input } from '../input-args.ts'
import { clipFromSdr, matrixOf, tableOf } from './film-colors.ts'
import { throughTable, toDeepRgb } from './rgb-table.ts'
import { movedOver } from './ken-burns.ts'
import { fadedAlong, masked } from './layer-alpha.ts'
import { fades, formatsOf, onGrid, opacity, scalerFlags } from './picture-filters.ts'
import { motionOf } from './measured-clip.ts'
import { sourceCut } from './source-cut.ts'
import { movedFormat, transformed } from './transformed-picture.ts'

export type MediaPicture = VideoPicture | ImagePicture | ShapePicture | CompositionPicture

/** Whether more than a chain of filters is needed to make it. */
const isAffected = (clip: MediaPicture): boolean =>
  clip.effects !== undefined || clip.contained !== undefined || movedOverSize(clip) !== undefined

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
      ...scaled(graph, clip, plan, visible),
      filter('format', { pix_fmts: formatsOf(plan).opaque }),
      ...clipFromSdr(graph, plan, clip, formatsOf(plan).opaque),
    ]),
  )
}

/** A clip that is laid over something, with alpha, its first frame at `firstFrame`; and where. */
export function layer(
  graph: Graph,
  input: Stream,
  clip: MediaPicture,
  plan: RenderPlan,
  firstFrame: number,
  mask: MaskInput | null,
): LaidStream {
  const { alpha } = formatsOf(plan)
  const { placement, transform, borderRadius, opacityCurve } = clip
  if (
    !isAffected(clip) &&
    transform === undefined &&
    borderRadius === undefined &&
    mask === null &&
    opacityCurve === undefined
  ) {
    const made = [
      ...scaled(graph, clip, plan, placement),
      filter('format', { pix_fmts: alpha }),
      ...clipFromSdr(graph, plan, clip, alpha),
      ...opacity(clip.opacity),
    ]
    const frames = [...stretch(clip, plan, made), ...fades(clip), ...onGrid(plan, firstFrame)]
    return { ...placement, stream: graph.chain([input], ...frames) }
  }
  const laid = inPlace(graph, input, clip, plan, mask)
  const { x, y, width, height } = laid
  const shown = fadedAlong(graph, plan, laid, clip, alpha)
  const frames = [...opacity(clip.opacity), ...fades(clip), ...onGrid(plan, firstFrame)]
  return { x, y, width, height, stream: graph.chain([shown], ...frames) }
}

/** The frames of a clip where they lie on the canvas, just as many as it lasts. */
function inPlace(
  graph: Graph,
  input: Stream,
  clip: MediaPicture,
  plan: RenderPlan,
  mask: MaskInput | null,
): LaidStream {
  const { alpha } = formatsOf(plan)
  const { placement, transform } = clip
  const radius = radiusIn(clip)
  const maskedFrames = (pixelFormat: string): Stream => {
    const own = affectedFrames(graph, input, clip, plan, pixelFormat)
    const isHeldForEdges = isEdgeMoving(clip) && !isMadeEarly(clip)
    const affected = isHeldForEdges ? graph.chain([own], ...held(clip, plan)) : own
    return mask === null ? affected : maskedBy(graph, plan, affected, mask, pixelFormat)
  }
  const colors = clipFromSdr(graph, plan, clip, alpha)
  if (transform === undefined) {
    const affected = chained(graph, maskedFrames(alpha), colors)
    const corners = { ...placement, x: 0, y: 0, radius }
    const cutout = radius === 0 ? affected : masked(graph, plan, affected, placement, corners, alpha)
    return { ...placement, stream: heldOnce(graph, cutout, clip, plan) }
  }
  const affected = maskedFrames(isAffected(clip) ? alpha : movedFormat)
  // A video is brought to its frames first: what runs backwards waits in memory. A still, as late as can be.
  const isLate = clip.kind !== 'video' && clip.kind !== 'composition' && !isHeldEarly(clip)
  const frames = isLate ? affected : heldOnce(graph, affected, clip, plan)
  const last = isLate ? held(clip, plan) : []
  return transformed(
    graph,
    plan,
    frames,
    placement,
    { transform, radius, firstFrame: firstOwnFrame(clip), colors },
    last,
  )
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
  const affected = affectedFrames(graph, input, clip, plan, pixelFormat)
  return heldOnce(graph, chained(graph, affected, clipFromSdr(graph, plan, clip, pixelFormat)), clip, plan)
}

const chained = (graph: Graph, stream: Stream, filters: readonly Filter[]): Stream =>
  filters.length === 0 ? stream : graph.chain([stream], ...filters)

/** Just as many frames as a clip lasts, where they are not that many already. */
const heldOnce = (graph: Graph, frames: Stream, clip: MediaPicture, plan: RenderPlan): Stream =>
  isHeldEarly(clip) ? frames : graph.chain([frames], ...held(clip, plan))

const isHeldEarly = (clip: MediaPicture): boolean => isMadeEarly(clip) || isEdgeMoving(clip)

/** Whether its mask or its corners are others on each frame. */
const isEdgeMoving = (clip: MediaPicture): boolean =>
  clip.mask?.kind === 'drawn-steps' ||
  typeof clip.borderRadius === 'object' ||
  maskVideoOf(clip) !== undefined

/** Of the corners, in pixels. */
function radiusIn({ borderRadius = 0, placement }: MediaPicture): BorderRadius {
  const side = Math.min(placement.width, placement.height)
  if (typeof borderRadius === 'number') return borderRadius * side
  return borderRadius.map(({ frameCount, radius }) => ({ frameCount, radius: radius * side }))
}

/** For a move over a picture, and for effects that make each frame another one. */
const isMadeEarly = (clip: MediaPicture): boolean =>
  movedOverSize(clip) !== undefined || firstMoving(clip.effects ?? []) < (clip.effects?.length ?? 0)

function affectedFrames(
  graph: Graph,
  input: Stream,
  clip: MediaPicture,
  plan: RenderPlan,
  pixelFormat: string,
): Stream {
  const picture = placedPicture(graph, input, clip, plan, pixelFormat)
  const { effects = [], placement: size, hasAlpha } = clip
  const isByShare = clip.kind === 'composition' && clip.isOfTrack === true
  const affected = {
    ...{ plan, pixelFormat, size, hasAlpha, firstFrame: firstOwnFrame(clip), isByShare },
    ...motionOf(clip, plan),
  }
  const moving = firstMoving(effects)
  const still = withEffects(graph, picture, effects.slice(0, moving), affected)
  if (moving === effects.length) return still
  const frames = movedOverSize(clip) === undefined ? graph.chain([still], ...held(clip, plan)) : still
  const isKeyed = effects.slice(0, moving).some((effect) => kindOf(effect).makesTransparent)
  return withEffects(graph, frames, effects.slice(moving), { ...affected, hasAlpha: hasAlpha || isKeyed })
}

/** The frames of a source in the size in which they are placed. */
export function placedPicture(
  graph: Graph,
  input: Stream,
  clip: MediaPicture,
  plan: RenderPlan,
  pixelFormat: string,
): Stream {
  const { placement, contained, kenBurns, cropWindow } = clip
  if (contained !== undefined) {
    const frames = graph.chain([input], ...sourceFrames(clip, plan))
    return overBlurred(graph, frames, placement, contained, pixelFormat, (place) =>
      scaled(graph, clip, plan, place),
    )
  }
  const format = filter('format', { pix_fmts: pixelFormat })
  const moved = kenBurns ?? cropWindow
  if (moved !== undefined) {
    const { width, height } = moved
    const whole = { scaledWidth: width, scaledHeight: height, width, height, cropX: 0, cropY: 0, x: 0, y: 0 }
    return graph.chain(
      [input],
      ...stretch(clip, plan, [
        ...scaled(graph, clip, plan, whole),
        filter('format', { pix_fmts: movedFormat }),
      ]),
      ...movedOver(moved, placement, firstOwnFrame(clip)),
      format,
    )
  }
  return graph.chain([input], ...sourceFrames(clip, plan), ...scaled(graph, clip, plan, placement), format)
}

/** The frames of a clip, just as many as it lasts. A source that ends a little early keeps its last one. */
function stretch(clip: MediaPicture, plan: RenderPlan, made: readonly Filter[]): Filter[] {
  return [...sourceFrames(clip, plan), ...made, ...held(clip, plan)]
}

export function scaled(graph: Graph, clip: MediaPicture, plan: RenderPlan, placement: Placement): Filter[] {
  const { scaledWidth, scaledHeight, cropX, cropY, width, height } = placement
  const isCropped = width !== scaledWidth || height !== scaledHeight
  const cropped = isCropped
    ? [filter('crop', { out_w: width, out_h: height, x: cropX, y: cropY, exact: 1 })]
    : []
  const { wideColors, colorMatrix, hasAlpha } = clip
  const table = wideColors === undefined ? null : tableOf(graph, wideColors, plan)
  if (table !== null) {
    return [
      ...sourceCut(clip),
      ...toDeepRgb({ width: scaledWidth, height: scaledHeight, in_color_matrix: colorMatrix }, hasAlpha),
      ...cropped,
      ...throughTable(table, 3, matrixOf(plan)),
      filter('setsar', { sar: 1 }),
    ]
  }
  // What is SDR in an HDR film is brought to its colours later.
  const matrix = wideColors === undefined ? 'bt709' : matrixOf(plan)
  return [
    ...sourceCut(clip),
    filter('scale', {
      width: scaledWidth,
      height: scaledHeight,
      flags: scalerFlags,
      // Naming a matrix makes the scaler go through RGB, which costs ten times as much: only where it changes something.
      ...(colorMatrix === matrix ? {} : { in_color_matrix: colorMatrix, out_color_matrix: matrix }),
      out_range: 'tv',
    }),
    ...cropped,
    filter('setsar', { sar: 1 }),
  ]
}

/** The file a clip reads, from where on. */
export function clipInput(
  clip: VideoPicture | ImagePicture,
  plan: RenderPlan,
  path: string,
  decoderThreads: number,
): Input {
  const { demuxer, decoder } = sourceIn(plan, clip.sha256)
  const seekMicroseconds = clip.kind === 'video' ? seekOf(clip, plan) : 0
  const drawn = clip.kind === 'image' && clip.drawnSize !== undefined ? { drawnSize: clip.drawnSize } : {}
  return {
    path,
    demuxer,
    seekMicroseconds,
    decoderThreads,
    of: 'picture',
    ...drawn,
    ...(decoder && { decoder }),
  }
}
