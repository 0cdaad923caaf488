/**
 * `npm test`: everything CI looks at, cheapest first, and a last line that says how many tests passed.
 * In: the repository after set-up. Out: exit code 0 only if every check and every test passed and at least one ran.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

type Check = [name: string, command: string, args: string[]]
/** Processes of ours run as they are built. */
const build: Check = ['types', 'node_modules/.bin/tsc', ['-b']]
const checks: Check[] = [
  ['formatting', 'node_modules/.bin/prettier', ['--check', '--log-level', 'warn', '.']],
  build,
  ['lint', 'node_modules/.bin/eslint', ['.', '--max-warnings', '0']],
  ['schemas', process.execPath, [...process.execArgv, 'schemas/generate.ts', '--check']],
]

/** Files, folders or globs given on the command line narrow the run down to those tests. */
const selection = process.argv.slice(2)
let failedChecks = 0

for (const [name, command, args] of selection.length > 0 ? [build] : checks) {
  const startedMs = performance.now()
  const child = spawn(command, args, { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? 'ok' : 'NOT OK'}: ${name} (${seconds} s)\n`)
  if (code !== 0) failedChecks += 1
}

// The TAP stream is the only output of tap that says exactly which assertion belongs to which test.
const tap = spawn('node_modules/.bin/tap', ['--reporter=tap', ...selection], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
let passed = 0
let failed = 0
let failing = false
for await (const line of createInterface({ input: tap.stdout })) {
  const result = /^( *)(not )?ok \d+ - (.*?)( # time=.*)?( \{)?$/.exec(line)
  if (result === null) {
    if (failing || /^Bail out!|^ *# (?!Subtest|time|\{)/.test(line)) process.stdout.write(`${line}\n`)
    if (/^ *\.\.\.$/.test(line)) failing = false
    continue
  }
  const [, indent = '', not, name = ''] = result
  failing = not !== undefined
  // Depth 0 is a file, depth 1 a test in it; deeper are its assertions and subtests.
  if (indent.length === 4) {
    if (failing) failed += 1
    else passed += 1
  }
  if (failing || indent.length === 0) process.stdout.write(`${line}\n`)
  void name
}
const [tapCode] = (await once(tap, 'exit').catch(() => [1])) as [number | null]
const total = failed + failedChecks
process.stdout.write(`${passed} passed, ${total} failed\n`)
process.exitCode = tapCode === 0 && total === 0 && passed > 0 ? 0 : 1
