import { spawn } from 'node:child_process'
import { FfmpegUnavailable } from '../errors.ts'
import { isLaunchFailure, launchOf, type Tool } from './launch.ts'
import { keepTail, splitLines } from './lines.ts'

export interface ToolLimits {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface ToolRun {
  readonly timedOut: boolean
  readonly exitCode: number | null
  readonly stderrTail: readonly string[]
}

/**
 * Runs a tool that answers soon and writes no files, and gives its output away in lines or chunks as it comes. It is ended by
 * SIGKILL: there is nothing that it could leave behind. Throws FfmpegUnavailable, or the signal's reason.
 */
export async function runTool(
  tool: Tool,
  args: readonly string[],
  { timeoutMs, signal }: ToolLimits,
  onStdout: (chunk: string) => void,
): Promise<ToolRun> {
  signal?.throwIfAborted()
  // The kernel's limit is the second fence: it holds when this process is gone or stuck.
  const cpuSeconds = Math.ceil(timeoutMs / 1000) * 4
  const launch = await launchOf(tool, args, { cpuSeconds, writesNoFiles: true })
  signal?.throwIfAborted()
  const tail = keepTail()
  const stderr = splitLines((line) => tail.push(line))
  let timedOut = false

  const run = await new Promise<ToolRun>((resolve, reject) => {
    const child = spawn(launch.file, launch.args, { ...launch.options, stdio: ['ignore', 'pipe', 'pipe'] })
    const kill = () => void child.kill('SIGKILL')
    const timer = setTimeout(() => {
      timedOut = true
      kill()
    }, timeoutMs)
    const tidy = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', kill)
    }
    signal?.addEventListener('abort', kill)
    child.stdout.setEncoding('utf8').on('data', onStdout)
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => stderr.push(chunk))
    child.on('error', (cause) => {
      tidy()
      reject(new FfmpegUnavailable(`could not start ${tool}`, { cause }))
    })
    child.on('close', (exitCode) => {
      tidy()
      stderr.end()
      resolve({ timedOut, exitCode, stderrTail: tail.lines() })
    })
  })
  signal?.throwIfAborted()
  if (isLaunchFailure(run.exitCode))
    throw new FfmpegUnavailable(`could not start ${tool}: ${run.stderrTail.join(' ')}`)
  return run
}
