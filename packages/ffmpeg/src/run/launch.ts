/**
 * How ffmpeg and ffprobe are started, whoever starts them.
 *
 *   setpriv  dies with its parent (pdeathsig), gains no privileges, and as root loses the one that lets root write to
 *            read-only files: a fetched asset is a hard link to the stored object
 *   sh       asks whether the parent has died before setpriv could ask to be told; sets limits
 *   ffmpeg   by its absolute path, without our environment
 *
 * Each replaces the one before, so the pid is ffmpeg's own. Where there is no such setpriv (macOS, BusyBox) it is left out.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { FfmpegUnavailable } from '../errors.ts'

export type Tool = 'ffmpeg' | 'ffprobe'

export interface Launch {
  readonly file: string
  readonly args: readonly string[]
  readonly options: { readonly env: Readonly<Record<string, string>>; readonly detached: true }
}

export interface LaunchLimits {
  /** Seconds of CPU time; the kernel ends what uses more. */
  readonly cpuSeconds?: number
  /** For tools that have nothing to write but their answer. */
  readonly writesNoFiles?: boolean
}

const guards = [
  ['--no-new-privs', '--pdeathsig', 'KILL', '--bounding-set=-dac_override'],
  ['--no-new-privs', '--pdeathsig', 'KILL'], // dropping capabilities takes root
  ['--pdeathsig', 'KILL'],
]
/** No font that happens to be installed: a text is drawn with the one that its plan names, or not at all. */
const noFonts = fileURLToPath(new URL('../../fonts.conf', import.meta.url))
const environment = { LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1', FONTCONFIG_FILE: noFonts }
const shell = '/bin/sh'

export async function launchOf(
  tool: Tool,
  args: readonly string[],
  { cpuSeconds, writesNoFiles = false }: LaunchLimits = {},
): Promise<Launch> {
  const [binary, guard] = await Promise.all([binaryOf(tool), guardOf()])
  const script = [
    '[ "$PPID" = "$1" ] || exit 125; shift',
    'ulimit -c 0',
    ...(cpuSeconds === undefined ? [] : [`ulimit -t ${cpuSeconds}`]),
    ...(writesNoFiles ? ['ulimit -f 0'] : []),
    'exec "$@"',
  ].join('; ')
  const [file, ...front] = [...guard, shell]
  return {
    file: file ?? shell,
    args: [...front, '-c', script, 'sh', `${process.pid}`, binary, ...args],
    // A session of its own: Ctrl-C at a terminal is for the worker, which decides what becomes of its ffmpeg.
    options: { env: environment, detached: true },
  }
}

/** What the shell answers when it cannot run the binary; ffmpeg itself ends with none of these. */
export const isLaunchFailure = (exitCode: number | null): boolean => exitCode === 126 || exitCode === 127

const found = new Map<string, Promise<string | null>>()

/** Looked up once for each process, by the PATH that it was started with; a miss is looked up again. */
async function lookUp(name: string): Promise<string | null> {
  const known = found.get(name)
  if (known !== undefined) return known
  const looking = commandPath(name)
  found.set(name, looking)
  const path = await looking
  if (path === null) found.delete(name)
  return path
}

async function binaryOf(tool: Tool): Promise<string> {
  const path = await lookUp(tool)
  if (path === null) throw new FfmpegUnavailable(`${tool} is not installed, or not in PATH`)
  return path
}

let guard: Promise<readonly string[]> | undefined

/** The strictest guard that works here; finding out takes a few milliseconds, once for each process. */
function guardOf(): Promise<readonly string[]> {
  guard ??= (async () => {
    const setpriv = await commandPath('setpriv')
    if (setpriv === null) return []
    for (const flags of guards) {
      if ((await exitCodeOf(setpriv, [...flags, '--', shell, '-c', 'exit 0'])).exitCode === 0)
        return [setpriv, ...flags, '--']
    }
    return []
  })()
  return guard
}

async function commandPath(name: string): Promise<string | null> {
  const { exitCode, stdout } = await exitCodeOf(shell, ['-c', 'command -v "$1"', 'sh', name])
  const path = stdout.trim()
  return exitCode === 0 && path.startsWith('/') ? path : null
}

function exitCodeOf(
  file: string,
  args: readonly string[],
): Promise<{ exitCode: number | null; stdout: string }> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
    child.on('error', (cause) => reject(new FfmpegUnavailable(`could not start ${file}`, { cause })))
    child.on('close', (exitCode) => resolve({ exitCode, stdout }))
  })
}
