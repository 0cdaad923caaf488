/**
 * Framewright as `npm start` runs it, as a child process of its own, with data of its own: it is in nobody's way. What it
 * says goes to a file; where it is found and with which token, it writes into its data folder once it is ready.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface Framewright {
  readonly origin: string
  readonly token: string
  /** What it has written about itself: where each part of it is found. */
  readonly environment: Readonly<Partial<Record<string, string>>>
  readonly logPath: string
  /** Drains it and resolves when it is gone. */
  stop(): Promise<void>
}

export interface FramewrightOptions {
  /** main.js, or main.ts, of services/standalone. */
  readonly main: string
  readonly nodeArgs: readonly string[]
  readonly dataFolder: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

const startWithinMs = 180_000
const stopWithinMs = 60_000
const pollMs = 25
const shownLogLines = 30

export async function startFramewright(options: FramewrightOptions): Promise<Framewright> {
  const { main, nodeArgs, dataFolder, env, signal } = options
  mkdirSync(dataFolder, { recursive: true })
  const logPath = join(dataFolder, 'demo.log')
  const environmentPath = join(dataFolder, 'environment')
  rmSync(environmentPath, { force: true })
  const logFile = openSync(logPath, 'w')
  const child = spawn(process.execPath, [...nodeArgs, main], {
    env: { ...env, DATA_FOLDER: dataFolder, API_PORT: '0' },
    stdio: ['ignore', logFile, logFile],
    // A group of its own: Ctrl-C comes to the demo alone, which stops it in its own time.
    detached: true,
  })
  closeSync(logFile)
  const exited = once(child, 'exit')
  const isRunning = () => child.exitCode === null && child.signalCode === null

  async function stop(): Promise<void> {
    if (!isRunning()) return
    child.kill('SIGTERM')
    const killer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
    await exited
    clearTimeout(killer)
  }

  try {
    await untilReady(environmentPath, isRunning, signal)
  } catch (error: unknown) {
    await stop()
    if (signal.aborted) throw error
    throw new Error(`Framewright did not start; the end of ${logPath}:\n${tailOf(logPath)}`, { cause: error })
  }
  const environment = readEnvironment(environmentPath)
  const { API_URL, API_TOKEN } = environment
  if (API_URL === undefined || API_TOKEN === undefined) throw new Error(`${environmentPath} names no API`)
  return { origin: API_URL, token: API_TOKEN, environment, logPath, stop }
}

async function untilReady(path: string, isRunning: () => boolean, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + startWithinMs
  while (!existsSync(path)) {
    if (!isRunning()) throw new Error('it has ended')
    if (performance.now() > deadline) throw new Error(`not ready after ${startWithinMs} ms`)
    await delay(pollMs, undefined, { signal })
  }
}

/** NAME=value lines. */
function readEnvironment(path: string): Partial<Record<string, string>> {
  const lines = readFileSync(path, 'utf8').split('\n')
  return Object.fromEntries(
    lines
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
      .filter(([name]) => name !== ''),
  )
}

function tailOf(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-shownLogLines).join('\n')
}
