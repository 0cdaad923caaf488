/**
 * Test files in a process of their own. In: their paths. Out: how many of their tests passed, and what is to be read of
 * the TAP (https://testanything.org/tap-version-14-specification.html). A process that ends badly without saying why, says
 * nothing or takes too long, is a failure too.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Outcome {
  readonly passed: number
  readonly skipped: number
  readonly failed: number
  readonly seconds: number
  readonly report: readonly string[]
}

const timeoutMs = 600_000
const together = fileURLToPath(new URL('shared-process.ts', import.meta.url))

export async function runTestFiles(paths: readonly string[], nodeArgs: readonly string[]): Promise<Outcome> {
  const startedMs = performance.now()
  const child = spawn(
    process.execPath,
    [...nodeArgs, ...(paths.length === 1 ? paths : [together, ...paths])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { TEST_LOG_LEVEL: 'info', ...process.env, TAP: '1', TAP_TIMEOUT: String(timeoutMs / 1000) },
    },
  )
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  const tap = readTap()
  for await (const line of createInterface({ input: child.stdout })) tap.read(line)
  const [code, signal] = await exited
  clearTimeout(timer)
  const { passed, skipped, failed, report, log } = tap
  const isUnexplained = failed === 0 && (code !== 0 || passed + skipped === 0)
  if (isUnexplained) report.push(`not ok - ended with ${signal ?? code}, after ${passed} tests that passed`)
  if (failed > 0 || isUnexplained) report.push(...log)
  const seconds = (performance.now() - startedMs) / 1000
  return { passed, skipped, failed: isUnexplained ? 1 : failed, seconds, report }
}

/** What was logged last in a process that failed is shown, so much of it. */
const shownLogLines = 60
const shownLineLength = 500

/** Counts the tests; keeps what failed, with its reasons, what a test says of itself, and what was logged last. */
function readTap() {
  let isFailure = false
  return {
    passed: 0,
    skipped: 0,
    failed: 0,
    report: [] as string[],
    log: [] as string[],
    read(line: string) {
      if (line.startsWith('{"level":')) {
        this.log.push(line.slice(0, shownLineLength))
        if (this.log.length > shownLogLines) this.log.shift()
        return
      }
      const result = /^( *)(not )?ok \d+\b(.*)$/.exec(line)
      if (result === null) {
        if (isFailure || /^ *Bail out!|^ *# (?!Subtest|time|\{)/.test(line)) this.report.push(line)
        if (/^ *\.\.\.$/.test(line)) isFailure = false
        return
      }
      const [, indent, not, rest = ''] = result
      isFailure = not !== undefined
      if (isFailure) this.report.push(line)
      // Deeper are its assertions and subtests.
      if (indent !== '') return
      if (/# (SKIP|TODO)\b/i.test(rest)) this.skipped += 1
      else if (isFailure) this.failed += 1
      else this.passed += 1
    },
  }
}
