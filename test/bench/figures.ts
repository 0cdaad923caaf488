/** One measured number. `aim` is ours, in the same unit; null where there is none, and then nothing holds or fails. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly aim: string | null
  readonly holds: boolean | null
}

export interface Aim {
  readonly atMost?: number
  readonly atLeast?: number
}

export function figure(name: string, value: number, unit: string, aim: Aim | null = null): Figure {
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = aim ?? {}
  const texts = [
    aim?.atMost === undefined ? null : `≤ ${aim.atMost}`,
    aim?.atLeast === undefined ? null : `≥ ${aim.atLeast}`,
  ]
  return {
    name,
    value: rounded(value),
    unit,
    aim: aim === null ? null : texts.filter((text) => text !== null).join(' and '),
    holds: aim === null ? null : value <= atMost && value >= atLeast,
  }
}

const rounded = (value: number): number => Number(value.toPrecision(4))

/** The nearest-rank percentile: a value that was measured, not one in between. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 50)

export function printFigures(title: string, figures: readonly Figure[], write: (line: string) => void): void {
  const widest = Math.max(...figures.map(({ name }) => name.length))
  write(`\n${title}`)
  for (const { name, value, unit, aim, holds } of figures) {
    const verdict = holds === null ? '' : `  aim ${aim}  ${holds ? 'holds' : 'MISSED'}`
    write(`  ${name.padEnd(widest)}  ${String(value).padStart(9)} ${unit.padEnd(6)}${verdict}`)
  }
}
