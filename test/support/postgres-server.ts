import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findPostgresHome } from '@framewright/standalone'
import { freePort } from './free-port.ts'

/** A real PostgreSQL server of its own, with a data folder of its own, that a test may kill and start again. */
export interface PostgresServer {
  readonly port: number
  readonly url: string
  /** SIGKILL to the server; its children notice and go. */
  kill(): Promise<void>
  /** SIGSTOP to the server and everything it has forked: connections stay open, and nothing answers. */
  freeze(): void
  /** SIGCONT to all of them. */
  thaw(): void
  /** Starts it again on the same port and data, unless it runs. */
  start(): Promise<void>
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

export async function startPostgresServer(flags: readonly string[] = []): Promise<PostgresServer> {
  const parent = mkdtempSync(join(tmpdir(), 'framewright-postgres-'))
  // PostgreSQL's user, where that is somebody else, has to get into it.
  chmodSync(parent, 0o755)
  const { initdb, postgres, data, user } = await findPostgresHome(join(parent, 'postgres'))
  const made = spawnSync(
    initdb,
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ],
    { ...(user ?? {}), encoding: 'utf8', cwd: parent },
  )
  assert.equal(made.status, 0, `initdb failed: ${made.stderr || String(made.error)}`)
  const port = await freePort()
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    if (child !== null && child.exitCode === null && child.signalCode === null) return
    const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', ...flags]
    const started = spawn(postgres, args, {
      ...(user ?? {}),
      cwd: parent,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = started
    let log = ''
    await new Promise<void>((resolve, reject) => {
      started.once('error', reject)
      started.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${log}`)))
      started.stderr.on('data', (chunk: Buffer) => {
        if (log.length < 100_000) log += chunk.toString()
        if (log.includes('database system is ready to accept connections')) resolve()
      })
    })
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child
    child = null
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return
    const exited = once(ending, 'exit')
    ending.kill(signal)
    await exited
  }

  /** The server itself first: then nothing is forked any more. */
  function signalAll(signal: 'SIGSTOP' | 'SIGCONT'): void {
    child?.kill(signal)
    for (const pid of childrenOf(child)) {
      try {
        process.kill(Number(pid), signal)
      } catch (error: unknown) {
        // A backend whose client had just left ends while it is being listed.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
  }

  await start()
  return {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    kill: async () => {
      const children = childrenOf(child)
      await end('SIGKILL')
      // They leave once they notice; until then they answer, and keep the data folder's shared memory.
      const deadline = Date.now() + 10_000
      while (someRun(children) && Date.now() < deadline) await delay(20)
    },
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    start,
    remove: async () => {
      await end('SIGINT')
      rmSync(parent, { recursive: true, force: true })
    },
  }
}

function childrenOf(parent: ChildProcess | null): string[] {
  if (parent?.pid === undefined) return []
  return spawnSync('pgrep', ['-P', String(parent.pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((pid) => pid !== '')
}

/** What has ended, and nobody has asked how, does not run. */
function someRun(pids: readonly string[]): boolean {
  if (pids.length === 0) return false
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pids.join(',')], { encoding: 'utf8' })
  return stdout.split('\n').some((state) => state !== '' && !state.startsWith('Z'))
}
