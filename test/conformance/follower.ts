/**
 * A follower in a process of its own, for a test to kill: notes each event in a file, by its revision and its position, in
 * one write. What is noted is handled, and is its checkpoint.
 */
import { appendFileSync } from 'node:fs'
import { openEventStore } from '@framewright/event-store'
import { quietLog } from '../support/quiet-log.ts'

const [url, from, prefix, file] = process.argv.slice(2) as [string, string, string, string]
const store = await openEventStore({ url, log: quietLog })
appendFileSync(file, '')
for await (const item of store.subscribe({
  from,
  prefixes: [prefix],
  signal: new AbortController().signal,
})) {
  if (item.kind === 'event') appendFileSync(file, `${item.event.revision} ${item.event.position}\n`)
}
