import { createHash } from 'node:crypto'
import type { PlannedGrade } from '@framewright/timeline'
import { decimal, filter, type Filter, type Graph } from '../filter-syntax.ts'
import { tableOf, type TabledGrade } from './grade-tables.ts'
import { throughTable, toDeepRgb } from '../picture/rgb-table.ts'

type LumaGrade = Exclude<PlannedGrade, TabledGrade>

/** Of what is made of each colour by a table: the same on every processor. What is a matter of luma alone stays Y'CbCr. */
export function gradeFilters(
  graph: Graph,
  grade: PlannedGrade,
  { pixelFormat, hasAlpha }: { readonly pixelFormat: string; readonly hasAlpha: boolean },
): Filter[] {
  if (isOfLuma(grade)) return inDepth(lumaTables(grade, pixelFormat.endsWith('10le') ? 256 : 1), pixelFormat)
  const { dimensions, text } = tableOf(grade)
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const path = graph.file(`${grade.type}-${name}.cube`, () => ({ text }))
  return [
    ...toDeepRgb({ in_color_matrix: 'bt709', in_range: 'tv' }, hasAlpha),
    ...throughTable(path, dimensions),
    filter('format', { pix_fmts: pixelFormat }),
  ]
}

const isOfLuma = (grade: PlannedGrade): grade is LumaGrade =>
  grade.type === 'tone' || grade.type === 'grayscale' || grade.type === 'invert' || grade.type === 'threshold'

/** `lutyuv` has no ten bits with alpha: it is given sixteen, with alpha or without, so that both come to the same. */
const inDepth = (tables: Filter, pixelFormat: string): Filter[] =>
  pixelFormat.endsWith('10le')
    ? [
        filter('format', { pix_fmts: pixelFormat.replace('10le', '16le') }),
        tables,
        filter('format', { pix_fmts: pixelFormat }),
      ]
    : [tables]

function lumaTables(grade: LumaGrade, scale: number): Filter {
  const luma = `clip((val-${16 * scale})/${219 * scale},0,1)`
  const coded = (value: string) => `(${value})*${219 * scale}+${16 * scale}.5`
  const chroma = (gain: number) => `(val-${128 * scale})*${signed(gain)}+${128 * scale}.5`
  switch (grade.type) {
    case 'grayscale':
      return filter('lutyuv', { u: chroma(1 - grade.amount), v: chroma(1 - grade.amount) })
    case 'invert': {
      const gain = 1 - 2 * grade.amount
      const y = coded(`${luma}*${signed(gain)}+${decimal(grade.amount)}`)
      return filter('lutyuv', { y, u: chroma(gain), v: chroma(gain) })
    }
    case 'threshold': {
      const gray = 128 * scale
      const y = `if(gte(${luma},${decimal(grade.level)}),${235 * scale},${16 * scale})`
      return filter('lutyuv', { y, u: gray, v: gray })
    }
    case 'tone': {
      // One after the other: first what is dark, then, from the other end, what is light.
      const shaded = `st(0,${luma});${lifted(grade.shadows)}`
      return filter('lutyuv', {
        y: `${shaded};st(0,1-ld(0));${lifted(-grade.highlights)};${coded('1-ld(0)')}`,
      })
    }
  }
}

const signed = (value: number): string => `(${decimal(value)})`

/** As far as it goes: 0.25 becomes 0.57 then, or 0.08, before the share that is taken of that. */
const mostBent = 3

/** Bends the value in variable 0, with a share that ends at 1: y(1 + k) / (1 + ky), and its inverse. */
function lifted(amount: number): string {
  const bend = amount >= 0 ? mostBent * amount : -(mostBent * -amount) / (1 + mostBent * -amount)
  const value = `ld(0)*${decimal(1 + bend)}/(1+${signed(bend)}*ld(0))`
  return `st(0,ld(0)+(1-ld(0))*(1-ld(0))*(${value}-ld(0)))`
}
