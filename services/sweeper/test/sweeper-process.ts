import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SweeperConfig } from '@framewright/sweeper'

export interface SweeperProcess {
  /** It has the lock. */
  readonly active: Promise<void>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** The service as a process of its own, which can be killed in the middle of things. */
export function startProcess(
  t: { teardown(release: () => unknown): void },
  config: SweeperConfig,
): SweeperProcess {
  const settings = Object.entries(config).map(([name, value]) => [name, String(value)])
  const env = { ...process.env, ...Object.fromEntries(settings), LOG_LEVEL: 'info' } as NodeJS.ProcessEnv
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  t.teardown(() => child.kill('SIGKILL'))
  const active = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"this sweeper is active"')) resolve()
    })
  })
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return exited
  }
  return {
    active,
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}
