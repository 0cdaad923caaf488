/**
 * `npm run model`: searches the models of the work protocol, and what must be found in them when they are made wrong. Ends
 * with a table, and with code 1 when a property does not hold, a search did not come to its end, or a mistake was not found.
 *
 *   NAME…   these runs alone, with the way to whatever is violated     --minutes 5   how long one run may take
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isAsExpected, tableOf, type Result } from './report.ts'
import { mistakes, properties } from './runs.ts'
import { verify } from './verify.ts'

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '5' } },
  allowPositionals: true,
})
const all = [...properties, ...mistakes]
const unknown = positionals.filter((name) => !all.some((run) => run.name === name))
if (unknown.length > 0) throw new Error(`no run is called ${unknown.join(', ')}`)
const wanted = all.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const write = (text: string) => void process.stdout.write(`${text}\n`)

const startedMs = performance.now()
const results = new Map<string, Result>()
// The longest are the first of the list, so that none of them is left alone at the end.
const queue = wanted.values()
async function verifyNext(): Promise<void> {
  for (const run of queue) {
    const found = await verify(run, Number(values.minutes) * 60_000)
    results.set(run.name, { run, found })
    write(`${results.size} of ${wanted.length}: ${run.name}`)
    if (positionals.length > 0 || !isAsExpected({ run, found })) write(['', ...found.steps, ''].join('\n'))
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, verifyNext))

const inOrder = (runs: readonly { readonly name: string }[]): Result[] =>
  runs.flatMap(({ name }) => results.get(name) ?? [])
const [held, caught] = [inOrder(properties), inOrder(mistakes)]
if (held.length > 0) write(`\nWhat holds\n\n${tableOf(held)}`)
if (caught.length > 0) write(`\nWhat must be found\n\n${tableOf(caught)}`)
const wrong = [...held, ...caught].filter((result) => !isAsExpected(result)).map(({ run }) => run.name)
const seconds = Math.round((performance.now() - startedMs) / 1_000)
write(
  `\n${wrong.length === 0 ? 'All as it should be' : `Not as it should be: ${wrong.join(', ')}`}, after ${seconds} s`,
)
process.exitCode = wrong.length === 0 ? 0 : 1
