import type { RenderPlan } from '@framewright/timeline'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { formatsOf, hold, onGrid, overlay, plainFrame } from './picture-filters.ts'

/**
 * A film that can be seen through is composed twice: as it is, on black, and as its own matte, in which everything is
 * white, with a white that is as far from black in its chroma as well. So every picture that is laid over another, every
 * fade and every transition is done to both alike, and the matte says of each luma and each chroma sample how much of it
 * there is. `overlay` on a canvas with alpha gets ten bits and the chroma at its edges wrong.
 */
const levelsOf = ({ pixelFormat }: RenderPlan) => {
  const step = pixelFormat === 'yuv420p' ? 1 : 4
  return {
    white: { y: 235 * step, u: 240 * step, v: 240 * step },
    black: { y: 16 * step, u: 128 * step, v: 128 * step },
    most: 256 * step - 1,
  }
}

/** What is seen of a layer, in white; its alpha is as it was. `lutyuv` has no ten bits with alpha: it is given sixteen. */
export function asMatte(graph: Graph, plan: RenderPlan, layer: Stream, hasAlpha: boolean): Stream {
  const pixelFormat = hasAlpha ? formatsOf(plan).alpha : formatsOf(plan).opaque
  const { white } = levelsOf(plan)
  const step = pixelFormat.endsWith('10le') ? 64 : 1
  return graph.chain(
    [layer],
    filter('format', { pix_fmts: pixelFormat.replace('10le', '16le') }),
    filter('lutyuv', { y: step * white.y, u: step * white.u, v: step * white.v }),
    filter('format', { pix_fmts: pixelFormat }),
  )
}

/** The film with its alpha, colours as they are and not by their share. Tables: the same on every processor. */
export function seenThrough(graph: Graph, plan: RenderPlan, film: Stream, matte: Stream): Stream {
  const { white, black, most } = levelsOf(plan)
  const [lumaMatte, ...chromaMattes] = planesOf(graph, matte)
  const [forLuma, forAlpha] = graph.split(lumaMatte, 2, 'video') as [Stream, Stream]
  const [luma, ...chroma] = planesOf(graph, film)
  const whole = (sample: Stream, share: Stream, of: 'y' | 'u') => {
    const from = black[of]
    const value = `(x-${from})*${white[of] - from}/max(y-${from},1)+${from}.5`
    return graph.chain([sample, share], filter('lut2', { c0: `clip(${value},0,${most})` }))
  }
  const planes = [
    whole(luma, forLuma, 'y'),
    ...chroma.map((sample, at) => whole(sample, chromaMattes[at] as Stream, 'u')),
    graph.chain([forAlpha], fromMatte(plan)),
  ]
  return merged(graph, plan, planes)
}

/** Frames whose colours mean nothing, with the alpha that a matte tells of. */
export function alphaOf(graph: Graph, plan: RenderPlan, matte: Stream): Stream {
  const [luma, ...chroma] = planesOf(graph, matte)
  const [forLuma, forAlpha] = graph.split(luma, 2, 'video') as [Stream, Stream]
  return merged(graph, plan, [forLuma, ...chroma, graph.chain([forAlpha], fromMatte(plan))])
}

/** White for a matte, as opaque as a gray plane says. */
export function whiteOf(graph: Graph, plan: RenderPlan, frames: Stream, alpha: Stream): Stream {
  const [luma, ...chroma] = planesOf(graph, asMatte(graph, plan, frames, false))
  return merged(graph, plan, [luma, ...chroma, graph.chain([alpha], ...onGrid(plan))])
}

function planesOf(graph: Graph, stream: Stream): [luma: Stream, ...chroma: Stream[]] {
  const copies = graph.split(stream, 3, 'video')
  return copies.map((copy, at) =>
    graph.chain([copy], filter('extractplanes', { planes: ['y', 'u', 'v'][at] ?? '' })),
  ) as [Stream, Stream, Stream]
}

function fromMatte(plan: RenderPlan): Filter {
  const { white, black, most } = levelsOf(plan)
  return filter('lut', { c0: `clip((val-${black.y})*${most}/${white.y - black.y}+0.5,0,${most})` })
}

function merged(graph: Graph, plan: RenderPlan, planes: readonly Stream[]): Stream {
  const all = filter('mergeplanes', { mapping: '0x00102030', format: formatsOf(plan).alpha })
  return graph.chain(planes, all, filter('setsar', { sar: 1 }), ...onGrid(plan))
}

/**
 * Scaled by the share that each colour has, else colours come in that nobody sees. It stays with a chroma sample for each
 * pixel: in ten bits the scaler, without AVX, writes beyond the end of a row of half the width into the next one, which
 * another of its threads may have finished already (`isScaledAlone`).
 */
export const scaledByShare = (scaled: Filter, isDeep: boolean): Filter[] => [
  filter('scale', { flags: 'neighbor' }),
  filter('format', { pix_fmts: 'yuva444p10le' }),
  filter('premultiply', { inplace: 1 }),
  scaled,
  filter('unpremultiply', { inplace: 1 }),
  filter('format', { pix_fmts: isDeep ? 'yuva444p10le' : 'yuva444p' }),
]

/** On black, for outputs that cannot be seen through. */
export function flattened(graph: Graph, plan: RenderPlan, canvas: Stream): Stream {
  const ground = graph.chain(
    [],
    ...plainFrame(plan, plan, '000000', plan.pixelFormat),
    ...hold(plan, plan.frameCount),
  )
  return graph.chain([ground, canvas], overlay(plan, 0, 0), ...onGrid(plan))
}
