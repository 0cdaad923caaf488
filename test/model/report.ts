/** Pure: what was verified, as a table. */
import type { Run } from './runs.ts'
import type { Verified } from './verify.ts'

export interface Result {
  readonly run: Run
  readonly found: Verified
}

export const isAsExpected = ({ run, found }: Result): boolean => found.verdict === run.expected

export function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ run, found }) => [
    run.name,
    run.search,
    found.states.toLocaleString('en'),
    found.seconds.toFixed(1),
    verdictOf({ run, found }),
    run.says,
    found.violation ?? '',
  ])
  return columns([['', 'search', 'states', 'seconds', 'verdict', '', ''], ...rows])
}

function verdictOf({ run, found }: Result): string {
  if (found.verdict === 'unfinished') return 'UNFINISHED'
  if (run.expected === 'holds') return found.verdict === 'holds' ? 'holds' : 'VIOLATED'
  return found.verdict === 'violated' ? 'found' : 'NOT FOUND'
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
