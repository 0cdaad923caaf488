import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { eventually } from './eventually.ts'

export type ServiceName = 'api' | 'dispatcher' | 'projector' | 'sweeper' | 'worker'

/** One service as a process of its own, as it is built, that a test may kill, freeze, drain and start again. */
export interface ServiceProcess {
  readonly name: string
  /** Of the process that runs now. */
  readonly pid: number
  readonly isRunning: boolean
  /** Since it was ready. */
  readonly runsForMs: number
  /** Its last lines, those of the processes before it included. */
  readonly lines: readonly string[]
  /** Starts it (again). Resolves when it says that it is ready. */
  start(env?: Readonly<Record<string, string>>): Promise<void>
  signal(signal: NodeJS.Signals): void
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code when it has drained. */
  stop(): Promise<number | null>
  /** Resolves with the exit code when it has ended, for whatever reason. */
  untilEnded(): Promise<number | null>
  /** Where /metrics and /health are served. */
  readonly probeUrl: string
}

export interface ServiceOptions {
  readonly service: ServiceName
  readonly name: string
  readonly env: Readonly<Record<string, string>>
  readonly probePort: number
}

// Tied to this process's life: a test file that is killed leaves nothing running.
const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync)
const tied = setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL']
const keptLines = 400
const toldLines = 20
const readyWithinMs = 180_000

export function describeService({ service, name, env, probePort }: ServiceOptions): ServiceProcess {
  const main = fileURLToPath(new URL(`../../services/${service}/dist/main.js`, import.meta.url))
  const probeUrl = `http://127.0.0.1:${probePort}`
  const lines: string[] = []
  let child: ChildProcess | null = null
  let exited: Promise<number | null> = Promise.resolve(null)
  let readyMs = 0

  const isRunning = () => child !== null && child.exitCode === null && child.signalCode === null

  function keep(stream: NodeJS.ReadableStream): void {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      if (lines.length > 2 * keptLines) lines.splice(0, keptLines)
    })
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (isRunning()) child!.kill(signal)
    // A process that was frozen hears nothing until it runs again; SIGKILL needs no hearing.
    if (isRunning() && signal !== 'SIGKILL') child!.kill('SIGCONT')
    return exited
  }

  return {
    name,
    probeUrl,
    lines,
    get pid() {
      return child?.pid ?? -1
    },
    get isRunning() {
      return isRunning()
    },
    get runsForMs() {
      return performance.now() - readyMs
    },
    start: async (more = {}) => {
      const [command, ...args] = [...tied, process.execPath, '--enable-source-maps', main]
      const started = spawn(command, args, {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        // Nothing of the test's own environment but what a process needs to run at all.
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = started
      exited = once(started, 'exit').then(([code]) => code as number | null)
      keep(started.stdout)
      keep(started.stderr)
      try {
        await untilReady(`${probeUrl}/health/ready`, () => started.exitCode !== null)
      } catch (cause: unknown) {
        const said = lines.slice(-toldLines).join('\n')
        throw new Error(`${name} does not become ready; it said last:\n${said}`, { cause })
      }
      readyMs = performance.now()
    },
    signal: (signal) => {
      child?.kill(signal)
    },
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
    untilEnded: () => exited,
  }
}

/** Throws when it has ended, or is not ready in time. */
async function untilReady(url: string, hasEnded: () => boolean): Promise<void> {
  const isReady = await eventually(
    async () => {
      if (hasEnded()) return false
      const answer = await fetch(url)
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${text}`)
      return true
    },
    { withinMs: readyWithinMs, everyMs: 20 },
  )
  if (!isReady) throw new Error('the process has ended')
}
