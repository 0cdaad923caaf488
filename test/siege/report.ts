import type { Row } from './run-fault.ts'

/** One line, for whoever watches. */
export function rowText(row: Row): string {
  if (row.obstacle !== null) return `${row.fault.padEnd(26)} not done: ${row.obstacle}`
  const { lost, double, stale, unlike, orphans, untyped, spent } = row
  const recovery = row.recoveryMs === null ? '' : `, ${recoveryText(row)}${row.isWithinAim ? '' : ' MISSED'}`
  const found = Object.entries({ lost, double, stale, unlike, orphans, untyped, spent })
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
  return `${row.fault.padEnd(26)} n ${row.n}, ${row.renders} renders: ${found}${recovery}, ${Math.round(row.seconds)} s`
}

const recoveryText = ({ recoveryMs, aim }: Row): string => {
  const { p50, p95, max } = recoveryMs!
  const aims = [
    aim.p95Ms === undefined ? null : `p95 ≤ ${seconds(aim.p95Ms)}`,
    aim.maxMs === undefined ? null : `max ≤ ${seconds(aim.maxMs)}`,
  ].filter((text) => text !== null)
  const aimed = aims.length === 0 ? '' : ` (aim ${aims.join(', ')})`
  return `p50 ${seconds(p50)}, p95 ${seconds(p95)}, max ${seconds(max)}${aimed}`
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

const introduction = `# What was broken, and what was lost

Written by \`npm run siege -- --report\`: the real system (PostgreSQL, nats-server, FFmpeg, two dispatchers, two projectors, four
workers, each process behind a link of its own) is broken on purpose while users go on submitting. A verifier that shares no code
with the services' decisions then reads the event store, storage and the API.

- **lost**: accepted with a 2xx, and not ended as it should
- **double**: ends beyond the one that a run, or a chunk, may have; a completion by who was not the last to claim
- **stale**: what is served is not what was committed, by sha256
- **unlike**: rows that a replay of all events makes otherwise, byte for byte; views that are not their stream's
- **orphans**: FFmpeg processes, scratch folders and messages of work that are left a minute later
- **untyped**: answers of 5xx without a reason and a time to come back
- **spent**: attempts that were used up though nothing had ended one
- **bound**: the share of rounds that may fail, with 95 % confidence, by what was seen
- **work twice**: claims beyond the first of each run and each chunk, for each of those
`

/** The whole of docs/reliability.md. */
export function reportOf(rows: readonly Row[]): string {
  const head = [
    '| fault | n | renders | lost | double | stale | unlike | orphans | untyped | spent | bound | work twice | recovery p50 / p95 / max | aim |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ]
  const done = rows.filter(({ obstacle }) => obstacle === null)
  const left = rows.filter(({ obstacle }) => obstacle !== null)
  const lines = done.map((row) => {
    const { recoveryMs: ms } = row
    const cells = [
      ...[whatOf(row), row.n, row.renders, row.lost, row.double, row.stale, row.unlike, row.orphans],
      ...[row.untyped, row.spent, `< ${percent(row.bound95)}`, percent(row.duplicateWork)],
      ms === null ? '' : `${seconds(ms.p50)} / ${seconds(ms.p95)} / ${seconds(ms.max)}`,
      aimCell(row),
    ]
    return `| ${cells.join(' | ')} |`
  })
  const notes = done.map(({ recovery, details, ...row }) =>
    [
      `- ${whatOf(row)}: ${recovery === null ? 'no recovery is measured' : `the recovery is ${recovery}`}; seed ${row.seed}.`,
      ...details.map((detail) => `  - ${detail}`),
    ].join('\n'),
  )
  const undone = left.map(({ obstacle, ...row }) => `- Not done here: ${whatOf(row)} (${obstacle}).`)
  return [introduction, ...head, ...lines, '', ...notes, ...undone, ''].join('\n')
}

const whatOf = ({ what, store }: Pick<Row, 'what' | 'store'>): string =>
  store === 'Postgres' ? what : `${what}; the events in ${store}`

function aimCell({ aim, recoveryMs, isWithinAim }: Row): string {
  const aims = [
    aim.p95Ms === undefined ? null : `p95 ≤ ${seconds(aim.p95Ms)}`,
    aim.maxMs === undefined ? null : `max ≤ ${seconds(aim.maxMs)}`,
  ].filter((text) => text !== null)
  if (aims.length === 0 || recoveryMs === null) return ''
  return `${aims.join(', ')}: ${isWithinAim ? 'holds' : 'missed'}`
}
