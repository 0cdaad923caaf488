/**
 * Runs one ffmpeg command. In: argv as data. Out: the command's output files, to be verified: an exit code of 0 proves
 * nothing. Dying half-way: ffmpeg is killed by the kernel, and half a file stays in the attempt's own folder.
 *
 * fluent-ffmpeg starts it and hears it, no more: the options it would build, its capability queries
 * (`ffmpeg -formats` and `-encoders`, 200 ms before a process's first render) and its reading of stderr are gone round.
 */
import { strict as assert } from 'node:assert'
import type { ChildProcess } from 'node:child_process'
import fluentFfmpeg from 'fluent-ffmpeg'
import { EncodeFailed, EncodeTimedOut, FfmpegUnavailable, LimitExceeded, ScratchFull } from '../errors.ts'
import type { FfmpegCommand } from '../ffmpeg-command.ts'
import { isLaunchFailure, launchOf, type Launch } from './launch.ts'
import { isOfNoDecoder, keepTail } from './lines.ts'
import { fractionOf, readProgress, type EncodeProgress, type FrameCounter } from './progress.ts'
import { hasNoRoom, prepareScratch, scratchFolderOf } from './scratch.ts'
import { standBack } from './stand-back.ts'
import { watchUsage, type UsageLimits } from './watch-usage.ts'

export interface RunOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: EncodeProgress) => void
  readonly onLine?: (stderrLine: string) => void
  readonly onStarted?: (pid: number) => void
  readonly timeoutMs: number
  /** By default it may use what there is. */
  readonly limits?: Partial<UsageLimits>
}

const howToRun = [
  ...['-hide_banner', '-nostdin', '-y', '-loglevel', 'level+info'],
  ...['-nostats', '-progress', 'pipe:1', '-stats_period', '0.25'],
]
/** From SIGTERM to SIGKILL: a cancel is to be over within a second. */
const graceMs = 500
/** The kernel's limit is the second fence, for when this process is frozen or stuck: so far behind ours. */
const fenceSeconds = 60

/**
 * Resolves when ffmpeg has ended well. Throws EncodeFailed, EncodeTimedOut, LimitExceeded, ScratchFull or
 * FfmpegUnavailable, or the signal's reason, and only once the process has ended.
 */
export async function runFfmpeg(command: FfmpegCommand, options: RunOptions): Promise<void> {
  const { signal, onProgress, onLine, onStarted, timeoutMs } = options
  const limits: UsageLimits = { cpuMs: Infinity, memoryBytes: Infinity, ...options.limits }
  signal.throwIfAborted()
  assert(command.goesBy === undefined, 'what goes by a measurement is completed first')
  const folder = scratchFolderOf(command)
  await prepareScratch(command)
  const fence =
    limits.cpuMs === Infinity ? {} : { cpuSeconds: Math.ceil(limits.cpuMs / 1_000) + fenceSeconds }
  const launch = await launchOf('ffmpeg', [...howToRun, ...command.args], fence)
  signal.throwIfAborted()

  const tail = keepTail()
  let counter: FrameCounter = { frame: 0, framesPerSecond: null }
  let cpuMs = 0
  const tell = () =>
    onProgress({ ...counter, fraction: fractionOf(counter.frame, command.frameCount), cpuMs })
  const progress = readProgress((heard) => {
    counter = heard
    tell()
  })

  const { child, exit } = startWithFluent(launch, folder, (line) => {
    if (isOfNoDecoder(line)) return
    tail.push(line)
    onLine?.(line)
  })
  child.stdout?.on('data', (chunk: Buffer) => progress.push(chunk.toString()))
  const ending = endOnDemand(child, signal, timeoutMs)
  const usage = watchUsage(child.pid ?? 0, {
    limits,
    onCpu: (used) => {
      cpuMs = used
      tell()
    },
    onExceeded: (what) => ending.exceed(what),
  })
  if (child.pid !== undefined) onStarted?.(child.pid)

  const { exitCode, exitSignal } = await exit.finally(() => {
    usage.stop()
    ending.settle()
  })
  signal.throwIfAborted()
  if (exitCode === 0) return onProgress({ ...counter, fraction: 1, cpuMs })
  const exceeded = ending.exceeded()
  if (exceeded === 'timeoutMs') throw new EncodeTimedOut(timeoutMs, tail.lines())
  if (exceeded !== null) throw new LimitExceeded(exceeded, limits[exceeded], tail.lines())
  if (isLaunchFailure(exitCode))
    throw new FfmpegUnavailable(`could not start ffmpeg: ${tail.lines().join(' ')}`)
  if (await hasNoRoom(folder)) throw new ScratchFull(tail.lines())
  throw new EncodeFailed({ exitCode, exitSignal }, tail.lines())
}

type Exceeded = keyof UsageLimits | 'timeoutMs'

/** SIGTERM when it is aborted or has used more than it may, and SIGKILL soon after: that one reaches a stopped process too. */
function endOnDemand(child: ChildProcess, signal: AbortSignal, timeoutMs: number) {
  let exceeded: Exceeded | null = null
  let killTimer: NodeJS.Timeout | undefined
  const end = () => {
    child.kill('SIGTERM')
    killTimer ??= setTimeout(() => child.kill('SIGKILL'), graceMs)
  }
  const exceed = (what: Exceeded) => {
    exceeded ??= what
    // Memory that grows is not to grow for another half second.
    if (what === 'memoryBytes') child.kill('SIGKILL')
    else end()
  }
  const timer = setTimeout(() => exceed('timeoutMs'), timeoutMs)
  signal.addEventListener('abort', end)
  return {
    exceed,
    exceeded: (): Exceeded | null => exceeded,
    settle: () => {
      clearTimeout(timer)
      clearTimeout(killTimer)
      signal.removeEventListener('abort', end)
    },
  }
}

interface Exit {
  readonly exitCode: number | null
  readonly exitSignal: NodeJS.Signals | null
}

interface Ring {
  get(): string
}
type Ended = (error: Error | null, stdout?: Ring, stderr?: Ring) => void

/** What is used of fluent-ffmpeg 2.1.3 that its types do not name. */
interface FluentInside {
  ffmpegProc?: ChildProcess
  _prepare(ready: (error: null, args: readonly string[]) => void): void
  _getFfmpegPath(found: (error: null, path: string) => void): void
  _spawnFfmpeg(args: readonly string[], options: object, started: unknown, ended: Ended): void
}

function startWithFluent(
  launch: Launch,
  cwd: string,
  onLine: (line: string) => void,
): { child: ChildProcess; exit: Promise<Exit> } {
  const fluent = fluentFfmpeg({ cwd, stdoutLines: 1 }).output('pipe:1') as fluentFfmpeg.FfmpegCommand &
    FluentInside
  // Here it would ask for capabilities and join options of its own; here the argv goes in as it is.
  fluent._prepare = (ready) => ready(null, launch.args)
  fluent._getFfmpegPath = (found) => found(null, launch.file)
  const spawnIt = fluent._spawnFfmpeg.bind(fluent)
  fluent._spawnFfmpeg = (args, options, started, ended) =>
    spawnIt(args, { ...options, ...launch.options }, started, (error, stdout, stderr) =>
      // After a failed spawn there are no rings, and it would trip over that instead of telling.
      ended(error, stdout ?? { get: () => '' }, stderr ?? { get: () => '' }),
    )

  let child: ChildProcess | undefined
  const exit = new Promise<Exit>((resolve, reject) => {
    let ended: Exit | undefined
    const settle = (error?: Error) => {
      if (ended !== undefined) resolve(ended)
      else reject(new FfmpegUnavailable('could not start ffmpeg', { cause: error }))
    }
    fluent.on('stderr', onLine)
    fluent.on('start', () => {
      child = fluent.ffmpegProc
      // Before its own listener, which ends the run at once when the pipes have closed already.
      child?.prependOnceListener('exit', (exitCode, exitSignal) => (ended = { exitCode, exitSignal }))
    })
    fluent.on('end', () => settle())
    fluent.on('error', settle)
  })
  try {
    fluent.run()
  } catch (cause: unknown) {
    exit.catch(() => {}) // the same failure, told twice
    throw new FfmpegUnavailable('could not start ffmpeg', { cause })
  }
  if (child === undefined) throw new FfmpegUnavailable('could not start ffmpeg')
  if (child.pid !== undefined) standBack(child.pid)
  return { child, exit }
}
