/**
 * `npm test`: everything CI looks at, and a last line that says how many tests passed.
 * In: the repository after set-up. Out: exit code 0 only if every check and every test passed and at least one ran.
 * Files or folders on the command line narrow it down to the tests in them.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { batches, batchName, testFiles } from './test-files.ts'
import { runTestFiles } from './tap-file.ts'

/** More than there are cores on a small machine: many tests wait most of their time. */
const jobs = 4
const compiled = ['--enable-source-maps', '--conditions=framewright', '--import']
const nodeArgs = [...compiled, new URL('../dist/test/compiled-sources.js', import.meta.url).href]

/** As nice as an ffmpeg of the services is: beside tests that are less so, it hardly gets its turn. */
const niceness = 5
function standBack(): void {
  setPriority(niceness)
  try {
    writeFileSync('/proc/self/autogroup', `${niceness}`)
  } catch {
    // The scheduler has no groups here, or not for us: then the niceness of each process is what counts.
  }
}

const selection = process.argv.slice(2)
let passed = 0
let skipped = 0
let failed = 0

async function check(name: string, command: string, ...args: string[]): Promise<boolean> {
  const startedMs = performance.now()
  const child = spawn(command, args, { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? 'ok' : 'not ok'} - ${name} (${seconds} s)\n`)
  if (code !== 0) failed += 1
  return code === 0
}

async function test(paths: readonly string[]): Promise<void> {
  const outcome = await runTestFiles(paths, nodeArgs)
  passed += outcome.passed
  skipped += outcome.skipped
  failed += outcome.failed
  const verdict = outcome.failed === 0 ? 'ok' : 'not ok'
  process.stdout.write(
    [...outcome.report, `${verdict} - ${batchName(paths)} (${outcome.seconds.toFixed(1)} s)\n`].join('\n'),
  )
}

// What starts processes runs them as they are built, and the tests themselves run as they are compiled.
const lint = () => check('lint', 'node_modules/.bin/eslint', '.', '--max-warnings', '0')
standBack()
// It needs nothing that is built, and what builds leaves it a core.
const linted = selection.length > 0 ? null : lint()
if (await check('types', 'node_modules/.bin/tsc', '-b', '--checkers', '1')) {
  const format = () =>
    check('formatting', 'node_modules/.bin/prettier', '--check', '--log-level', 'warn', '.')
  const schemas = () => check('schemas', process.execPath, ...nodeArgs, 'schemas/generate.ts', '--check')
  const tests = batches(testFiles(selection)).map((paths) => () => test(paths))
  const work: (() => Promise<unknown>)[] = selection.length > 0 ? tests : [format, schemas, ...tests]
  const queue = work.values()
  await Promise.all(
    Array.from({ length: jobs }, async (_, job) => {
      // Until it is over, that is one of them.
      if (job === 0) await linted
      for (const next of queue) await next()
    }),
  )
}
await linted
process.stdout.write(skipped > 0 ? `${skipped} skipped\n` : '')
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
