import { test } from 'tap'
import { openAttemptLog } from '../src/attempt-log.ts'

const linesOf = (ndjson: string) =>
  ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('a log is one line of JSON an entry, in order, each with the attempt it belongs to', (t) => {
  const log = openAttemptLog({ renderId: 'r', attempt: 2 })
  log.add('worker', 'ffmpeg runs', { pid: 7 })
  log.add('ffmpeg', 'frame=\n"1"')
  const lines = linesOf(log.toNdjson())
  t.match(lines, [
    { source: 'worker', renderId: 'r', attempt: 2, message: 'ffmpeg runs', pid: 7 },
    { source: 'ffmpeg', renderId: 'r', attempt: 2, message: 'frame=\n"1"' },
  ])
  t.match(lines[0]!['time'], /^\d{4}-.*Z$/)
  t.end()
})

test('of a log that grows too long the beginning and the end are kept', (t) => {
  const log = openAttemptLog({})
  for (let at = 0; at < 50_000; at += 1) log.add('ffmpeg', `line ${at}`)
  log.add('worker', 'the end')
  const ndjson = log.toNdjson()
  const lines = linesOf(ndjson)
  t.ok(ndjson.length < 600 * 1024, `${ndjson.length} bytes`)
  t.equal(lines[0]!['message'], 'line 0')
  t.equal(lines.at(-1)!['message'], 'the end')
  const gap = lines.find(({ message }) => String(message).endsWith('lines are left out here'))
  t.equal(
    lines.length - 1 + Number.parseInt(String(gap!['message']), 10),
    50_001,
    'nothing is left out unsaid',
  )
  t.end()
})

test('one line cannot fill a log', (t) => {
  const log = openAttemptLog({})
  log.add('ffmpeg', 'x'.repeat(1_000_000))
  t.ok(log.toNdjson().length < 5_000)
  t.end()
})
