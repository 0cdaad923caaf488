import type { BlendMode } from '@framewright/schemas'
import type { RenderPlan } from '@framewright/timeline'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { formatsOf, onGrid, overlay, scalerFlags } from './picture-filters.ts'

/**
 * B(Cb, Cs) of W3C's "Compositing and Blending", for one part of a colour from 0 to 1: `s` is the layer that is laid on,
 * `b` the backdrop. The bounds are those of the definition, so nothing is divided by zero.
 */
const formulas: Readonly<Record<BlendMode, (s: string, b: string) => string>> = {
  multiply: (s, b) => `${b}*${s}`,
  screen: (s, b) => screen(s, b),
  overlay: (s, b) => hardLight(b, s),
  darken: (s, b) => `min(${b},${s})`,
  lighten: (s, b) => `max(${b},${s})`,
  'color-dodge': (s, b) => `if(lte(${b},0),0,if(gte(${s},1),1,min(1,${b}/(1-${s}))))`,
  'color-burn': (s, b) => `if(gte(${b},1),1,if(lte(${s},0),0,1-min(1,(1-${b})/${s})))`,
  'hard-light': (s, b) => hardLight(s, b),
  'soft-light': (s, b) => {
    const dark = `((16*${b}-12)*${b}+4)*${b}`
    const bent = `if(lte(${b},0.25),${dark},sqrt(${b}))`
    return `if(lte(${s},0.5),${b}-(1-2*${s})*${b}*(1-${b}),${b}+(2*${s}-1)*(${bent}-${b}))`
  },
  difference: (s, b) => `abs(${b}-${s})`,
  exclusion: (s, b) => `${b}+${s}-2*${b}*${s}`,
  add: (s, b) => `min(1,${b}+${s})`,
  subtract: (s, b) => `max(0,${b}-${s})`,
}

const screen = (s: string, b: string): string => `${b}+${s}-${b}*${s}`
const hardLight = (s: string, b: string): string => `if(lte(${s},0.5),${b}*2*${s},${screen(`(2*${s}-1)`, b)})`

/** Where a layer lies on the canvas. */
export interface Laid {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
export type LaidStream = Laid & { readonly stream: Stream }

/** R'G'B' in the depth of the canvas, without alpha. */
export const toPlanarRgb = (plan: RenderPlan): Filter[] => [
  filter('format', { pix_fmts: formatsOf(plan).opaque }),
  filter('scale', {
    flags: `${scalerFlags}+full_chroma_int+full_chroma_inp`,
    in_color_matrix: 'bt709',
    in_range: 'tv',
  }),
  filter('format', { pix_fmts: plan.pixelFormat === 'yuv420p' ? 'gbrp' : 'gbrp10le' }),
]

/**
 * A layer with alpha on as many canvases. Their colours are blended in R'G'B', by tables, and what comes of it is laid
 * over the canvas with the alpha of the layer: where there is none, the canvas is not touched.
 */
export function blended(
  graph: Graph,
  plan: RenderPlan,
  canvas: Stream,
  { stream: layer, x, y, width, height }: LaidStream,
  mode: BlendMode,
): Stream {
  const [left, top] = [Math.max(0, x), Math.max(0, y)]
  const seen = {
    out_w: Math.min(plan.width, x + width) - left,
    out_h: Math.min(plan.height, y + height) - top,
  }
  if (seen.out_w <= 0 || seen.out_h <= 0)
    return graph.chain([canvas, layer], overlay(plan, x, y), ...onGrid(plan))
  const formats = formatsOf(plan)
  const most = plan.pixelFormat === 'yuv420p' ? 255 : 1023
  const toRgb = toPlanarRgb(plan)
  const [below, backdrop] = graph.split(canvas, 2, 'video') as [Stream, Stream]
  const cropped = graph.chain([layer], filter('crop', { ...seen, x: left - x, y: top - y, exact: 1 }))
  const [color, alpha] = graph.split(cropped, 2, 'video') as [Stream, Stream]
  const table = `${formulas[mode](`(x/${most})`, `(y/${most})`)}`
  const value = `floor((${table})*${most}+0.5)`
  const mixed = graph.chain(
    [
      graph.chain([color], ...toRgb),
      graph.chain([backdrop], filter('crop', { ...seen, x: left, y: top, exact: 1 }), ...toRgb),
    ],
    filter('lut2', { c0: value, c1: value, c2: value }),
    filter('scale', { flags: scalerFlags, out_color_matrix: 'bt709', out_range: 'tv' }),
    filter('format', { pix_fmts: formats.alpha }),
    filter('setsar', { sar: 1 }),
  )
  const over = graph.chain([mixed, alpha], filter('lut2', { c0: 'x', c1: 'x', c2: 'x', c3: 'y' }))
  return graph.chain([below, over], overlay(plan, left, top), ...onGrid(plan))
}
