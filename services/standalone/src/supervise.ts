/**
 * In: how to start one part, and how to stop it. Out: that part, running for as long as it is wanted: one that ends is
 * started again, after a pause that doubles while it keeps ending, unless it was drained and is to stay down. If this process dies, its parts die with it (launch.ts),
 * and what did not is found by the next start (pid-records.ts).
 */
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@framewright/observability'
import { PartNotReady } from './errors.ts'
import { launch, type Launch } from './launch.ts'
import { killGroup, type PidRecords } from './pid-records.ts'

export interface PartOptions {
  readonly name: string
  readonly prepare: () => Launch | Promise<Launch>
  readonly stopSignal: NodeJS.Signals
  /** After this it is killed. */
  readonly stopTimeoutMs: number
  /** What it gets when this process dies. */
  readonly deathSignal: NodeJS.Signals
  /** It ends with code 0 only when somebody wants it to, and then stays down until everything is started anew. */
  readonly mayBeDrained: boolean
  readonly logPath: string
  readonly records: PidRecords
  readonly log: Logger
}

export interface Part {
  readonly name: string
  /** Null while it is not there. */
  readonly pid: number | null
  /** Resolves when it is ready. Throws PartNotReady when it does not get there. */
  ready(signal: AbortSignal): Promise<void>
  /** Asks it to stop, and waits until it and whatever it had started are gone. */
  stop(): Promise<void>
}

const firstPauseMs = 250
const longestPauseMs = 10_000
/** Who has lived so long has not failed to start. */
const settledMs = 30_000
const readyTimeoutMs = 120_000
const triesToStart = 4
const lookEveryMs = 50
const toldLines = 15
const endedWith = (how: string): string => `ended with ${how}`
const endedWell = endedWith('code 0')

export function supervise(options: PartOptions): Part {
  const { name, prepare, stopSignal, stopTimeoutMs, deathSignal, mayBeDrained } = options
  const { logPath, records, log } = options
  const stopping = new AbortController()
  let child: ChildProcess | null = null
  let isReady: Launch['isReady'] = () => Promise.resolve(false)
  let failures = 0

  const running = (async () => {
    while (!stopping.signal.aborted) {
      const startedMs = performance.now()
      const ending = await runOnce().catch((error: unknown) => `could not be started (${String(error)})`)
      if (stopping.signal.aborted) return
      if (mayBeDrained && ending === endedWell) {
        log.warn(
          { part: name, logPath },
          `${name} was drained; it stays down until everything is started again`,
        )
        return
      }
      failures = performance.now() - startedMs > settledMs ? 1 : failures + 1
      const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs)
      log.warn({ part: name, pauseMs, logPath }, `${name} ${ending}; it is started again`)
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {
        // Stopped while it waited.
      })
    }
  })()

  /** Resolves with how it ended. */
  async function runOnce(): Promise<string> {
    const prepared = await prepare()
    if (stopping.signal.aborted) return 'was not started'
    const started = launch(prepared, { logPath, deathSignal })
    const ended = new Promise<string>((resolve, reject) => {
      started.once('error', reject)
      started.once('exit', (code, signal) => resolve(endedWith(signal ?? `code ${code}`)))
    })
    if (started.pid === undefined) return ended
    child = started
    isReady = prepared.isReady
    records.write(name, started.pid, deathSignal)
    log.debug({ part: name, pid: started.pid }, `${name} was started`)
    try {
      return await ended
    } finally {
      child = null
      // What it had started and did not take along.
      killGroup(started.pid, 'SIGKILL')
      records.remove(name)
    }
  }

  async function ready(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + readyTimeoutMs
    let reason = 'it says nothing'
    for (;;) {
      signal.throwIfAborted()
      if (failures >= triesToStart) throw notReady('does not start')
      if (performance.now() > deadline)
        throw notReady(`is not ready after ${readyTimeoutMs / 1000} s (${reason})`)
      try {
        if (child !== null && (await isReady())) return
      } catch (error: unknown) {
        reason = String(error)
      }
      await delay(lookEveryMs, undefined, { signal })
    }
  }

  function notReady(what: string): PartNotReady {
    const said = existsSync(logPath) ? readFileSync(logPath, 'utf8').trimEnd() : ''
    const last = said.split('\n').slice(-toldLines).join('\n')
    return new PartNotReady(name, last === '' ? what : `${what}. Its last lines, from ${logPath}:\n${last}`)
  }

  async function stop(): Promise<void> {
    stopping.abort()
    const last = child
    if (last !== null) {
      last.kill(stopSignal)
      const timer = setTimeout(() => {
        log.warn({ part: name, stopTimeoutMs }, `${name} did not stop in time and is killed`)
        last.kill('SIGKILL')
      }, stopTimeoutMs)
      await running
      clearTimeout(timer)
    }
    await running
  }

  return {
    name,
    get pid() {
      return child?.pid ?? null
    },
    ready,
    stop,
  }
}
