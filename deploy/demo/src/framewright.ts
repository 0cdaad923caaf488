/**
 * Framewright as `npm start` runs it, as a child process of its own, with data of its own: it is in nobody's way. What it
 * says goes to a file.
 */
import { spawn } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface Framewright {
  readonly origin: string
  readonly token: string
  readonly logPath: string
  /** Drains it and resolves when it is gone. */
  stop(): Promise<void>
}

export interface FramewrightOptions {
  /** main.js, or main.ts, of services/standalone. */
  readonly main: string
  readonly dataFolder: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

const startWithinMs = 120_000
const stopWithinMs = 45_000
const pollMs = 50
const shownLogLines = 30
const tokenSeconds = 3_600

export async function startFramewright(options: FramewrightOptions): Promise<Framewright> {
  const { main, dataFolder, env, signal } = options
  const port = await freePort()
  const secret = randomBytes(32).toString('hex')
  mkdirSync(dataFolder, { recursive: true })
  const logPath = join(dataFolder, 'demo.log')
  const logFile = openSync(logPath, 'w')
  const child = spawn(process.execPath, [...process.execArgv, main], {
    env: { ...env, DATA_DIR: dataFolder, API_PORT: String(port), AUTH_SECRET: secret },
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

  const origin = `http://127.0.0.1:${port}`
  try {
    await untilReady(`${origin}/health/ready`, isRunning, signal)
  } catch (error: unknown) {
    await stop()
    throw new Error(`Framewright did not start; the end of ${logPath}:\n${tailOf(logPath)}`, { cause: error })
  }
  return { origin, token: signToken(secret), logPath, stop }
}

async function untilReady(url: string, isRunning: () => boolean, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + startWithinMs
  while (!(await isReady(url))) {
    if (!isRunning()) throw new Error('it has ended')
    if (performance.now() > deadline) throw new Error(`not ready after ${startWithinMs} ms`)
    await delay(pollMs, undefined, { signal })
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url)
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    // Nobody listens yet.
    return false
  }
}

/** Signed as any issuer that shares the secret would: HS256, for the user `demo`. */
function signToken(secret: string): string {
  const seconds = Math.floor(Date.now() / 1000)
  const claims = {
    iss: 'framewright',
    aud: 'framewright-api',
    sub: 'demo',
    roles: ['user'],
    iat: seconds,
    exp: seconds + tokenSeconds,
  }
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims]
  const body = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

export function tailOf(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-shownLogLines).join('\n')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
