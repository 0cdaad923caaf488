import type { PictureClip, RenderPlan } from '@framewright/timeline'
import { filter, type Filter, type Graph } from '../filter-syntax.ts'
import { formatsOf } from './picture-filters.ts'
import { sdrCurve, sdrPrimaries, toFilmTable } from './hdr-tables.ts'
import { alongCurve, throughTable, toDeepRgb } from './rgb-table.ts'
import { wideColorsTable } from './wide-colors.ts'

type Film = Pick<RenderPlan, 'hdr'>
type WideColors = NonNullable<Extract<PictureClip, { kind: 'video' }>['wideColors']>

/** The matrix of Y'CbCr on the canvas. */
export const matrixOf = ({ hdr }: Film): 'bt709' | 'bt2020' => (hdr === undefined ? 'bt709' : 'bt2020')

/** By what colours beyond SDR come to those of the film; null where they are that already. */
export function tableOf(graph: Graph, wideColors: WideColors, { hdr }: Film): string | null {
  if (hdr === undefined)
    return graph.file(`${wideColors}.cube`, () => ({ text: wideColorsTable(wideColors) }))
  const { transfer } = hdr
  if (transfer === wideColors) return null
  return graph.file(`${wideColors}-${transfer}.cube`, () => ({ text: toFilmTable(wideColors, transfer) }))
}

/**
 * From SDR to the colours of an HDR film; nothing in one that is SDR. White becomes 203 nits (BT.2408), as on a screen of
 * BT.1886 that bright. It is done once a picture is finished: whatever is said of its colours is said of SDR.
 */
export function fromSdr(graph: Graph, { hdr }: Film, pixelFormat: string): Filter[] {
  if (hdr === undefined) return []
  const { transfer } = hdr
  const curve = graph.file(`sdr-${transfer}.cube`, () => ({ text: sdrCurve(transfer) }))
  const primaries = graph.file(`bt709-${transfer}.cube`, () => ({ text: sdrPrimaries(transfer) }))
  return [
    ...toDeepRgb({ in_color_matrix: 'bt709', in_range: 'tv' }, pixelFormat.startsWith('yuva')),
    alongCurve(curve),
    ...throughTable(primaries, 3, 'bt2020'),
    filter('format', { pix_fmts: pixelFormat }),
    filter('setsar', { sar: 1 }),
  ]
}

/** The same for a clip, where it is not HDR itself. */
export const clipFromSdr = (graph: Graph, film: Film, clip: PictureClip, pixelFormat: string): Filter[] =>
  clip.kind !== 'text' && clip.wideColors !== undefined ? [] : fromSdr(graph, film, pixelFormat)

/** A finished HDR film in SDR, by the rule for sources. */
export function toSdr(graph: Graph, plan: RenderPlan): Filter[] {
  if (plan.hdr === undefined) return []
  const { transfer } = plan.hdr
  const table = graph.file(`${transfer}.cube`, () => ({ text: wideColorsTable(transfer) }))
  const hasAlpha = plan.isTransparent ?? false
  return [
    ...toDeepRgb({ in_color_matrix: 'bt2020', in_range: 'tv' }, hasAlpha),
    ...throughTable(table),
    filter('format', { pix_fmts: hasAlpha ? formatsOf(plan).alpha : 'yuv420p' }),
    filter('setsar', { sar: 1 }),
  ]
}
