/** Pure: what of a model was violated, by the words in which its assertions stand in work.pml. */
import type { Property, Run } from './runs.ts'

const asserted: readonly (readonly [Property, RegExp])[] = [
  ['P2', /bad\[/],
  ['P1', /mycl\[|term==0/],
  ['P5', /cst\[/],
  ['P4', /crb|^\(0\|\||^\(planned&&/],
]

/** Null: nothing was violated, or something that nobody has asked for, as a process that can go no further. */
export function brokenProperty({ model }: Pick<Run, 'model'>, violation: string | null): Property | null {
  if (violation === null) return null
  if (violation === 'acceptance cycle') return model === 'relay' ? 'relay' : 'P3'
  return asserted.find(([, words]) => words.test(violation))?.[0] ?? null
}
