import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

export interface User {
  readonly uid: number
  readonly gid: number
}

/** What to start, and how to tell that it is ready: made anew for each start. */
export interface Launch {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  /** All of it: what is to be inherited is in it. */
  readonly env: NodeJS.ProcessEnv
  /** Null: as whom we are. */
  readonly user: User | null
  /** Throws or says no as long as it is not. */
  readonly isReady: () => Promise<boolean>
}

/**
 * Starts a process in a group of its own, so that a Ctrl-C in the terminal reaches the supervisor alone, and tied to
 * this process's death by a signal, where the system can do that (Linux). Its output goes to a file, not through us: it
 * neither blocks nor breaks when we are gone.
 */
export function launch(
  { file, args, cwd, env, user }: Launch,
  { logPath, deathSignal }: { readonly logPath: string; readonly deathSignal: NodeJS.Signals },
): ChildProcess {
  const [program, ...rest]: [string, ...string[]] = canTieToParent()
    ? ['setpriv', '--pdeathsig', deathSignal.replace(/^SIG/, ''), '--', file, ...args]
    : [file, ...args]
  const output = openSync(logPath, 'a', 0o600)
  try {
    return spawn(program, rest, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', output, output],
      ...(user ?? {}),
    })
  } finally {
    closeSync(output)
  }
}

/** What a child gets of our own environment: it is handed on, not read, so it is no configuration of ours. */
// eslint-disable-next-line no-restricted-properties
export const inheritedEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env })

let ties: boolean | null = null

/** busybox has a setpriv that cannot. */
function canTieToParent(): boolean {
  ties ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', '--', 'true'], { stdio: 'ignore' }).status === 0
  return ties
}
