/**
 * `npm run siege`: breaks the real system in every way there is a fault for, again and again, and says what was lost.
 * `--only FAULT` (several times), `--rounds N` for each, `--seed N`, `--json FILE`; `--report` writes docs/reliability.md.
 * The store that EVENT_STORE_URL names, where it names one, has to be empty. All of it takes hours: `--from FILE` (several
 * times) adds the rows of earlier runs, and does not do those again.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openEventStore } from '@framewright/event-store'
import { openReleases } from '@framewright/lifecycle'
import { format } from 'prettier'
import { quietLog } from '../support/quiet-log.ts'
import { faults } from './faults/index.ts'
import { reportOf, rowText } from './report.ts'
import { runFault, storeOf, type Row } from './run-fault.ts'
import { startSiege, type Teardown } from './siege.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
    from: { type: 'string', multiple: true, default: [] },
    report: { type: 'boolean', default: false },
  },
})
const unknown = (values.only ?? []).filter((name) => !faults.some((fault) => fault.name === name))
if (unknown.length > 0) throw new Error(`--only takes ${faults.map(({ name }) => name).join(', ')}`)
const rows = values.from.flatMap((path) => (JSON.parse(readFileSync(path, 'utf8')) as { rows: Row[] }).rows)
const wanted = faults.filter(({ name }) => values.only === undefined || values.only.includes(name))
const seed = Number(values.seed)
const filmSize = { width: 480, height: 270 }
const options = { seed, workers: 4, filmSize, longestHoldMs: 60_000, loopStallMs: 65_000 }

const write = (line: string) => void process.stdout.write(`${line}\n`)
const releases = openReleases()
const teardown: Teardown = {
  teardown: (release) => releases.add('siege', async () => void (await release())),
  passing: () => true,
  comment: write,
}

const report = new URL('../../docs/reliability.md', import.meta.url)
async function keepRows(): Promise<void> {
  const order = faults.map(({ name }) => name)
  rows.sort((a, b) => order.indexOf(a.fault) - order.indexOf(b.fault))
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ rows }, null, 2)}\n`)
  if (values.report) writeFileSync(report, await format(reportOf(rows), { parser: 'markdown' }))
}

/** What others have left in a store that is not the siege's own would be taken for something that was lost. */
async function assertEmptyStore(url: string): Promise<void> {
  const store = await openEventStore({ url, log: quietLog })
  const { signal } = new AbortController()
  for await (const { kind } of store.subscribe({ from: null, prefixes: ['render-'], signal })) {
    if (kind === 'event') throw new Error('the store at EVENT_STORE_URL has renders in it: empty it first')
    if (kind === 'live') break
  }
  await store.close()
}

await keepRows()
const storeUrl = process.env['EVENT_STORE_URL']
if (storeUrl !== undefined) await assertEmptyStore(storeUrl)
try {
  const siege = await startSiege(teardown, options)
  for (const fault of wanted) {
    if (rows.some((row) => row.fault === fault.name && row.store === storeOf(siege))) continue
    const row = await runFault(siege, fault, Number(values.rounds ?? fault.rounds))
    rows.push(row)
    write(rowText(row))
    for (const detail of row.details) write(`    ${detail}`)
    // What there is so far is kept, whatever comes.
    await keepRows()
  }
} finally {
  await releases.release()
}
const failures = rows.reduce((sum, row) => sum + row.failures, 0)
write(failures === 0 ? 'nothing was lost, nothing was done twice' : `${failures} failures`)
process.exitCode = failures === 0 ? 0 : 1
