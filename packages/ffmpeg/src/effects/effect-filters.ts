import { kindOf, type PlannedEffect, type RenderPlan } from '@framewright/timeline'
import { byShare, sharpenedByShare } from './by-share.ts'
import { blurFilters, sharpenFilters } from './effect-blur.ts'
import { chromaKeyed } from './effect-chroma-key.ts'
import { colorFilters } from './effect-color.ts'
import { denoiseFilters } from './effect-denoise.ts'
import { glowing } from './effect-glow.ts'
import { gradeFilters } from './effect-grade.ts'
import { grained } from './effect-grain.ts'
import { mixed, stepped } from './keyed-effect.ts'
import { lutFilters } from './effect-lut.ts'
import { pixelateFilters } from './effect-pixelate.ts'
import { stabilized } from './effect-stabilize.ts'
import { vignetted } from './effect-vignette.ts'
import type { Graph, Stream } from '../filter-syntax.ts'

/** What effects are done to: frames of one size, in a pixel format of the composition. */
export interface Affected {
  readonly plan: RenderPlan
  readonly size: { readonly width: number; readonly height: number }
  readonly pixelFormat: string
  /** Whether some of it may be transparent; a format with alpha does not say so yet. */
  readonly hasAlpha: boolean
  /** Of the frames of the clip, or of the film; an effect that moves is given all of them, in their order. */
  readonly firstFrame: number
  /** Whether colours are mixed by how much there is of each, where effects mix them. */
  readonly isByShare?: boolean
  /** The file of how its camera moved, where that is measured: in so many of its frames, from one on. */
  readonly motion?: { readonly name: string; readonly firstFrame: number; readonly frameCount: number }
}

/** The same frames in the same format, with the effects done to them in their order. */
export function withEffects(
  graph: Graph,
  stream: Stream,
  effects: readonly PlannedEffect[],
  affected: Affected,
): Stream {
  return effects.reduce((before, effect, at) => {
    const isKeyed = effects.slice(0, at).some((one) => kindOf(one).makesTransparent)
    const hasAlpha = affected.hasAlpha || isKeyed
    return withEffect(graph, before, effect, { ...affected, hasAlpha })
  }, stream)
}

function withEffect(graph: Graph, stream: Stream, effect: PlannedEffect, affected: Affected): Stream {
  const { pixelFormat } = affected
  const done = (from: Stream, inner: PlannedEffect) => withEffect(graph, from, inner, affected)
  const isByShare = affected.isByShare && affected.hasAlpha
  switch (effect.type) {
    case 'mix':
      return mixed(graph, stream, effect, affected, done)
    case 'steps':
      return stepped(graph, stream, effect, affected, done)
    case 'color':
      return graph.chain([stream], ...colorFilters(effect, pixelFormat))
    case 'blur':
      if (isByShare) return byShare(graph, stream, affected, (opaque) => blurFilters(effect, opaque))
      return graph.chain([stream], ...blurFilters(effect, pixelFormat))
    case 'sharpen':
      if (isByShare) return sharpenedByShare(graph, stream, effect, affected)
      return graph.chain([stream], ...sharpenFilters(effect))
    case 'lut':
      return graph.chain([stream], ...lutFilters(graph, effect, affected))
    case 'vignette':
      return vignetted(graph, stream, effect, affected)
    case 'chroma-key':
      return chromaKeyed(graph, stream, effect, affected)
    case 'pixelate':
      if (isByShare)
        return byShare(graph, stream, affected, (opaque) =>
          pixelateFilters(effect, { ...affected, pixelFormat: opaque }),
        )
      return graph.chain([stream], ...pixelateFilters(effect, affected))
    case 'grain':
      return grained(graph, stream, effect, affected)
    case 'glow':
      return glowing(graph, stream, effect, affected)
    case 'stabilize':
      return stabilized(graph, stream, effect, affected)
    case 'denoise':
      return graph.chain([stream], ...denoiseFilters(effect, affected))
    default:
      return graph.chain([stream], ...gradeFilters(graph, effect, affected))
  }
}
