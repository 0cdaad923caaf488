/** A nats-server with JetStream, for this machine alone. What it stores is transport: it may be wiped at any time. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { PartNotReady } from './errors.ts'
import { inheritedEnvironment, type Launch } from './launch.ts'

export interface NatsOptions {
  readonly folder: string
  readonly port: number
}

const program = 'nats-server'
const greetingTimeoutMs = 1_000

export const natsUrl = (port: number): string => `nats://127.0.0.1:${port}`

export function launchNats({ folder, port }: NatsOptions): Launch {
  const configPath = join(folder, 'nats.conf')
  writeFileSync(configPath, natsConfig(port, join(folder, 'jetstream'), natsVersion()), { mode: 0o600 })
  return {
    file: program,
    args: ['-c', configPath],
    cwd: folder,
    env: inheritedEnvironment(),
    user: null,
    isReady: () => greets(port),
  }
}

/** [major, minor]. Throws PartNotReady when there is none. */
export function natsVersion(): readonly [number, number] {
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(stdout ?? '') ?? []
  if (major === undefined || minor === undefined)
    throw new PartNotReady(program, 'is not on the PATH: run bash deploy/setup.sh', { cause: error })
  return [Number(major), Number(minor)]
}

export function natsConfig(
  port: number,
  storeFolder: string,
  [major, minor]: readonly [number, number],
): string {
  // Older servers refuse to start with a setting that they do not know; they fsync every two minutes.
  const syncs = major > 2 || (major === 2 && minor >= 10)
  return [
    `listen: "127.0.0.1:${port}"`,
    'jetstream {',
    `  store_dir: ${JSON.stringify(storeFolder)}`,
    ...(syncs ? ['  sync_interval: "10s"'] : []),
    '}',
    '',
  ].join('\n')
}

/** It greets everybody who connects, once JetStream has recovered what it had. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (ready: boolean) => {
      socket.destroy()
      resolve(ready)
    }
    socket.setTimeout(greetingTimeoutMs, () => answer(false))
    socket.once('error', () => answer(false))
    socket.once('data', (greeting) => answer(greeting.toString('latin1').startsWith('INFO ')))
  })
}
