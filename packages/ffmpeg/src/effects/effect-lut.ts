import type { PlannedLut } from '@framewright/timeline'
import { filter, type Filter, type Graph } from '../filter-syntax.ts'
import { throughTable, toDeepRgb } from '../picture/rgb-table.ts'

export function lutFilters(
  graph: Graph,
  { sha256, dimensions, strength }: PlannedLut,
  { pixelFormat, hasAlpha }: { readonly pixelFormat: string; readonly hasAlpha: boolean },
): Filter[] {
  const path = graph.file(`lut-${sha256}-${strength}.cube`, () => ({ cube: { sha256, strength } }))
  return [
    ...toDeepRgb({ in_color_matrix: 'bt709', in_range: 'tv' }, hasAlpha),
    ...throughTable(path, dimensions),
    filter('format', { pix_fmts: pixelFormat }),
  ]
}
