import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'

/** A real nats-server of its own, with JetStream in a folder of its own, that a test may kill, wipe and start again. */
export interface NatsServer {
  readonly url: string
  readonly port: number
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port and store, unless it runs. */
  start(): Promise<void>
  /** Erases JetStream's store, after `kill`. */
  wipe(): void
  /** SIGSTOP and SIGCONT: the connections stay open, and nothing answers. */
  freeze(): void
  thaw(): void
}

interface Teardown {
  teardown(release: () => unknown): void
}

/** Debian installs it where not everybody looks. */
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`
// Tied to this process's life: a test file that is killed leaves no server behind.
const tied = ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync)

export async function withNats(t: Teardown): Promise<NatsServer> {
  const parent = mkdtempSync(join(tmpdir(), 'framewright-nats-'))
  const store = join(parent, 'store')
  const portsFolder = join(parent, 'ports')
  mkdirSync(portsFolder)
  const port = await freePort()
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    if (child !== null && child.exitCode === null && child.signalCode === null) return
    const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', store, '--ports_file_dir', portsFolder]
    const argv =
      tied === undefined ? ['nats-server', ...args] : [tied, '--pdeathsig', 'KILL', 'nats-server', ...args]
    const [command, ...rest] = argv
    const started = spawn(command!, rest, {
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = started
    let output = ''
    started.stderr.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)))
    started.once('exit', (code, signal) => {
      if (child === started) throw new Error(`nats-server has ended by itself (${signal ?? code}): ${output}`)
    })
    const failed = once(started, 'error').then(([error]) => {
      throw error
    })
    // It writes the file once it listens, JetStream included.
    await Promise.race([failed, eventually(() => listens(started.pid!, output), { withinMs: 20_000 })])
  }

  function listens(pid: number, output: string): void {
    if (!existsSync(join(portsFolder, `nats-server_${pid}.ports`)))
      throw new Error(`nats-server does not listen: ${output}`)
  }

  async function kill(): Promise<void> {
    const ending = child
    child = null
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return
    const exited = once(ending, 'exit')
    ending.kill('SIGKILL')
    await exited
  }

  t.teardown(async () => {
    await kill()
    rmSync(parent, { recursive: true, force: true })
  })
  await start()
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    kill,
    start,
    wipe: () => rmSync(store, { recursive: true, force: true }),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  }
}
