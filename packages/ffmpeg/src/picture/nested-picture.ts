import {
  kindOf,
  movedOverSize,
  type CompositionPicture,
  type PlannedComposition,
  type RenderPlan,
} from '@framewright/timeline'
import { alphaOf, seenThrough } from './alpha-canvas.ts'
import { firstOwnFrame } from './clip-part.ts'
import { scaled } from './clip-picture.ts'
import { filter, type Graph, type Stream } from '../filter-syntax.ts'
import { matrixOf } from './film-colors.ts'
import { cut, formatsOf, hold, plainFrame } from './picture-filters.ts'

/** What a composition is composed with. */
export interface Nesting {
  readonly plan: RenderPlan
  readonly graph: Graph
  /** Everything is white, and only its alpha counts. */
  readonly isMatte: boolean
}

/**
 * The frames of a composition from the first one of the clip on; and the clip as it is to be shown from then on. What can be
 * seen through is composed twice, as a transparent film is. Both are brought to their size before colours are freed from
 * their share, so that no colour comes in at an edge that nobody sees.
 */
export function nestedPicture(
  { plan: film, graph, isMatte }: Nesting,
  clip: CompositionPicture,
  composed: (plan: RenderPlan, isMatte: boolean) => Stream,
): { readonly input: Stream; readonly clip: CompositionPicture } {
  const { composition } = clip
  const firstFrame = clip.firstFrame + firstOwnFrame(clip)
  const plan = planOf(film, composition)
  const isKeyed = (clip.effects ?? []).some((effect) => kindOf(effect).makesTransparent)
  const isAlphaAlone = isMatte && !isKeyed
  const shown = cut(plan, firstFrame, composition.frameCount)
  if (!composition.isTransparent) {
    const input = isAlphaAlone
      ? graph.chain([], ...plainFrame(plan, plan, 'ffffff', formatsOf(plan).opaque), ...hold(plan, 1))
      : graph.chain([composed(plan, false)], ...shown)
    return { input, clip }
  }
  const size = sizeFor(clip)
  const inSize = (stream: Stream) =>
    graph.chain(
      [stream],
      ...shown,
      ...(size === null ? [] : scaled(graph, { ...clip, colorMatrix: matrixOf(plan) }, plan, size)),
      filter('format', { pix_fmts: formatsOf(plan).opaque }),
    )
  const matte = inSize(composed(plan, true))
  const input = isAlphaAlone
    ? alphaOf(graph, plan, matte)
    : seenThrough(graph, plan, inSize(composed(plan, false)), matte)
  if (size === null) return { input, clip }
  const { sourceCrop: _crop, flip: _flip, ...rest } = clip
  const { width, height } = size
  const whole = { scaledWidth: width, scaledHeight: height, cropX: 0, cropY: 0 }
  const isMoved = movedOverSize(clip) !== undefined
  return { input, clip: { ...rest, placement: isMoved ? clip.placement : { ...clip.placement, ...whole } } }
}

/** In which it is made. All of it over a copy of itself is made in two sizes, later. */
function sizeFor(clip: CompositionPicture): CompositionPicture['placement'] | null {
  const { placement, contained } = clip
  if (contained !== undefined) return null
  const moved = movedOverSize(clip)
  if (moved === undefined) return placement
  const { width, height } = moved
  return { scaledWidth: width, scaledHeight: height, width, height, cropX: 0, cropY: 0, x: 0, y: 0 }
}

function planOf(film: RenderPlan, composition: PlannedComposition): RenderPlan {
  const { isTransparent: _isTransparent, effects: _effects, hdr, ...rest } = film
  const { width, height, frameCount, background, tracks, isHdr } = composition
  return { ...rest, ...(isHdr && hdr ? { hdr } : {}), width, height, frameCount, background, tracks }
}
