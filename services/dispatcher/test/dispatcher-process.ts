import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { configOf, type Dispatching } from './dispatching.ts'

export interface DispatcherProcess {
  /** It has the lock. */
  readonly active: Promise<void>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGSTOP: its connections stay, and its machine answers for it. */
  freeze(): void
  /** SIGCONT. */
  thaw(): void
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>
}

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** The service as a process of its own, which can be killed in the middle of things. */
export function startProcess(
  t: { teardown(release: () => unknown): void },
  { url, nats }: Dispatching,
): DispatcherProcess {
  const env = { ...process.env, ...configOf(url, nats.url), PROBE_PORT: '0', LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  t.teardown(() => child.kill('SIGKILL'))
  const active = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"this dispatcher is active"')) resolve()
    })
  })
  return {
    active,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    ended,
  }
}
