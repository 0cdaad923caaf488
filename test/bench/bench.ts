/**
 * `npm run bench`: speed and memory of Framewright as it is installed, each figure with its baseline from the same run.
 * `--json FILE` writes them as a list of {name, value, unit, aim, holds} too. `--only NAME` runs one part.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { measureAppends } from './appends.ts'
import { measureChunks } from './chunks.ts'
import { measureDemoEdit } from './demo-edit.ts'
import { measureEngine, measureHour } from './engine.ts'
import { measureEstimates } from './estimates.ts'
import { printFigures, type Figure } from './figures.ts'
import { measureFlatMemory } from './flat-memory.ts'
import { measureFleet } from './fleet.ts'
import { measureMemory } from './memory.ts'
import { measurePool } from './pool.ts'
import { measureReplay } from './replay.ts'
import { smallFilm } from './small-film.ts'
import { measureBurst, measureIdle } from './start-latency.ts'
import { startSubject, stores, type Subject, type SubjectOptions } from './subject.ts'
import { measureThroughput } from './throughput.ts'

const parts = [
  'latency',
  'film',
  'pool',
  'throughput',
  'replay',
  'chunks',
  'fleet',
  'estimates',
  'engine',
  'hour',
] as const
type Part = (typeof parts)[number]

const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string', multiple: true } },
})
const unknown = (values.only ?? []).filter((name) => !(parts as readonly string[]).includes(name))
if (unknown.length > 0) throw new Error(`--only takes ${parts.join(', ')}`)
const wanted = (part: Part) => values.only === undefined || values.only.includes(part)

const write = (line: string) => void process.stdout.write(`${line}\n`)
const figures: Figure[] = []

function tell(title: string, found: readonly Figure[]): void {
  printFigures(title, found, write)
  figures.push(...found)
}

async function withSubject(options: SubjectOptions, measure: (subject: Subject) => Promise<void>) {
  const subject = await startSubject(options)
  try {
    await measure(subject)
  } finally {
    await subject.stop()
  }
}

write(`${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}, Node ${process.version}`)
if (wanted('latency') || wanted('film')) {
  await withSubject({}, async (subject) => {
    const edit = await smallFilm(subject.client, subject.folder)
    tell('Memory, started', measureMemory(subject, 'started'))
    if (wanted('latency')) {
      tell('The way to ffmpeg, one at a time', await measureIdle(subject.client, edit))
      tell('The way to ffmpeg, fifty at once', await measureBurst(subject.client, edit))
    }
    if (wanted('film')) tell('A whole film', await measureDemoEdit(subject))
    tell('Memory, after all that', measureMemory(subject, 'after renders'))
  })
}
if (wanted('pool')) {
  await withSubject({}, async (subject) => {
    tell('Fifty films at once', await measurePool(subject))
    tell('Memory, after those', measureMemory(subject, 'after fifty films'))
  })
}
for (const store of stores()) {
  if (wanted('throughput')) {
    await withSubject({ workers: 0, store }, async (subject) => {
      const edit = await smallFilm(subject.client, subject.folder)
      const url = subject.environment['EVENT_STORE_URL']!
      tell(`Appends to ${store.name}`, await measureAppends(store, url))
      tell('Renders that are nothing', await measureThroughput(subject, store, edit))
      tell('Memory, after those', measureMemory(subject, 'after no-op renders'))
    })
  }
  if (wanted('replay')) {
    await withSubject({ workers: 0, store }, async (subject) => {
      const edit = await smallFilm(subject.client, subject.folder)
      tell('Many renders that are nothing', await measureFlatMemory(subject, edit))
      tell('Their history, replayed', await measureReplay(subject))
    })
  }
}

if (wanted('chunks')) {
  await withSubject({ workers: 1 }, (one) =>
    withSubject({ workers: 2 }, (two) => measureChunks({ one, two }, tell)),
  )
}

if (wanted('fleet')) {
  await withSubject({ workers: 1 }, async (subject) => {
    tell('A film on a fleet, simulated', await measureFleet(subject))
  })
}

if (wanted('estimates')) {
  await withSubject({ workers: 1 }, async (subject) => {
    const edit = await smallFilm(subject.client, subject.folder)
    tell('Estimates of a queue', await measureEstimates(subject.client, edit))
  })
}

if (wanted('engine')) await measureEngine(tell)
// Some minutes: only where it is asked for.
if (values.only?.includes('hour')) await measureHour(tell)

if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`)
const missed = figures.filter(({ holds }) => holds === false)
write(missed.length === 0 ? '\nEvery aim holds.' : `\nMissed: ${missed.map(({ name }) => name).join('; ')}`)
