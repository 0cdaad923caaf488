/** A worker to be killed, or to be run where something is missing: runs one command and says what becomes of it. */
import { writeSync } from 'node:fs'
import type { FfmpegCommand } from '../src/index.ts'
// Not by way of the index: that loads far more than it takes to start.
import { runFfmpeg } from '../src/run/run.ts'

const say = (what: object) => void writeSync(1, `${JSON.stringify(what)}\n`)
const command = JSON.parse(process.argv[2] ?? '') as FfmpegCommand
const outcome = runFfmpeg(command, {
  signal: new AbortController().signal,
  timeoutMs: 60_000,
  onProgress: () => {},
  onStarted: (pid) => say({ pid }),
})
say(
  await outcome.then(
    () => ({ ended: 'well' }),
    (error: Error & { code: string }) => ({ code: error.code, message: error.message }),
  ),
)
