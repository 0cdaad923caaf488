/** Pure: what was verified, as a table. */
import { brokenProperty } from './broken-property.ts'
import type { Run } from './runs.ts'
import type { Verified } from './verify.ts'

export interface Result {
  readonly run: Run
  readonly found: Verified
}

/** A mistake has to break what it is a mistake against, and not just anything. */
export const isAsExpected = ({ run, found }: Result): boolean =>
  run.breaks === null
    ? found.verdict === 'holds'
    : found.verdict === 'violated' && brokenProperty(run, found.violation) === run.breaks

export function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ run, found }) => [
    run.name,
    run.search,
    found.states.toLocaleString('en'),
    found.seconds.toFixed(1),
    verdictOf({ run, found }),
    run.says,
  ])
  return columns([['', 'search', 'states', 'seconds', 'verdict', ''], ...rows])
}

function verdictOf({ run, found }: Result): string {
  if (found.verdict === 'unfinished') return 'UNFINISHED'
  if (found.verdict === 'holds') return run.breaks === null ? 'holds' : 'NOT FOUND'
  const broken = brokenProperty(run, found.violation) ?? found.violation
  return isAsExpected({ run, found }) ? `found (${broken})` : `VIOLATED: ${broken}`
}

const isNumber = (cell: string): boolean => /^[\d.,]+$/.test(cell)

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_cell, at) => Math.max(...rows.map((row) => row[at]!.length)))
  const pad = (cell: string, width: number) => (isNumber(cell) ? cell.padStart(width) : cell.padEnd(width))
  return rows
    .map((row) =>
      row
        .map((cell, at) => pad(cell, widths[at]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
