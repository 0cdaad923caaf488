/**
 * In: how a service starts. Out: an exit code, once everything it opened is released.
 *
 *   starting -> running -> draining -> released, exit 0
 *
 * The first SIGTERM or SIGINT begins the drain: `stopping` is aborted and the releases run, in reverse order, within
 * `drainTimeoutMs`; so does `stop`, for who is asked by other ways. The second signal ends the process at once, code 1. An error that nobody handled, or one handed to
 * `fail`, ends it with code 1 after a short release: whatever it was in the middle of is recovered by others, as after a
 * kill. The only place of the project that listens to the process itself.
 */
import { openReleases, type Releases } from './release.ts'

/** What this package needs of a logger. */
export interface ServiceLog {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface ServiceContext {
  readonly releases: Releases
  /** Aborted when the drain begins; when the process has failed, with the error as the reason. */
  readonly stopping: AbortSignal
  /** For what goes wrong outside of anybody's await: the process ends with code 1. */
  readonly fail: (error: unknown) => void
  /** Does what the first SIGTERM does, for the reason given. */
  readonly stop: (reason: string) => void
}

export interface ServiceOptions {
  readonly name: string
  readonly log: ServiceLog
  readonly start: (context: ServiceContext) => Promise<void>
  readonly drainTimeoutMs?: number
}

const usualDrainTimeoutMs = 30_000
/** A process that has failed has nothing to finish, only things to let go of. */
const failedReleaseTimeoutMs = 5_000
/** `npm start` passes on the SIGINT that the terminal has sent to everybody already: that is one Ctrl-C, not two. */
const sameSignalWithinMs = 250

/** Resolves when the service has started, or has failed to and is about to exit. */
export async function runService({
  name,
  log,
  start,
  drainTimeoutMs = usualDrainTimeoutMs,
}: ServiceOptions): Promise<void> {
  const releases = openReleases()
  const stopping = new AbortController()
  let ending = false
  let failed = false
  let deadline: NodeJS.Timeout | undefined
  let signalledAtMs = Number.NEGATIVE_INFINITY

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      const sinceMs = performance.now() - signalledAtMs
      if (sinceMs < sameSignalWithinMs) return
      signalledAtMs = performance.now()
      // Who was asked by other ways before has not been told twice by its supervisor.
      const isFirst = sinceMs === Number.POSITIVE_INFINITY
      if (ending && isFirst && !failed) return log.info({ signal }, `${name} is stopping already`)
      if (ending) {
        log.error({ signal, waitingFor: releases.waitingFor }, `${name} is stopped before it was drained`)
        process.exit(1)
      }
      drain({ signal })
    })
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)

  function drain(why: object): void {
    log.info(why, `${name} is stopping`)
    stopping.abort()
    endWithin(drainTimeoutMs)
    void end()
  }

  function stop(reason: string): void {
    if (!ending) drain({ reason })
  }

  function fail(error: unknown): void {
    log.error({ err: error }, `${name} has failed`)
    if (failed) return
    failed = true
    stopping.abort(error)
    endWithin(failedReleaseTimeoutMs)
    void end()
  }

  function endWithin(timeoutMs: number): void {
    clearTimeout(deadline)
    deadline = setTimeout(() => {
      log.error({ waitingFor: releases.waitingFor, timeoutMs }, `${name} could not be released in time`)
      process.exit(1)
    }, timeoutMs)
  }

  const started = (async () => start({ releases, stopping: stopping.signal, fail, stop }))()

  async function end(): Promise<void> {
    if (ending) return
    ending = true
    // A start that is on its way may still open things; why it did not get there is said below.
    await started.catch(() => null)
    try {
      await releases.release()
    } catch (error: unknown) {
      log.error({ err: error }, `${name} could not be released`)
      failed = true
    }
    log.info({}, `${name} has stopped`)
    process.exit(failed ? 1 : 0)
  }

  try {
    await started
    if (!ending) log.info({ pid: process.pid }, `${name} has started`)
  } catch (error: unknown) {
    // Once it is to stop, a start that breaks off does what it was asked to.
    if (!stopping.signal.aborted) fail(error)
  }
}
