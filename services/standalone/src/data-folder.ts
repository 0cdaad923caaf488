import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where everything lies that outlives a run. */
export interface DataFolder {
  readonly path: string
  readonly storage: string
  readonly uploads: string
  readonly scratch: string
  readonly nats: string
  readonly postgres: string
  readonly processes: string
  /** Where the output of a part goes. What the run before has said stays beside it, as `.1`. */
  beginLog(part: string): string
  /** Made once, then kept: a secret that changes would make every token, or the database, useless. */
  secret(name: string): string
  /** For scripts that work on the running system: NAME=value lines. */
  writeEnvironment(values: Readonly<Record<string, string>>): void
}

export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder)
  const at = (name: string) => join(path, name)
  mkdirSync(path, { recursive: true })
  // Others may pass through, for a Postgres that runs as somebody else, and see nothing.
  chmodSync(path, 0o711)
  for (const name of ['storage', 'uploads', 'scratch', 'nats', 'logs', 'secrets']) {
    mkdirSync(at(name), { recursive: true })
    chmodSync(at(name), 0o700)
  }
  return {
    path,
    storage: at('storage'),
    uploads: at('uploads'),
    scratch: at('scratch'),
    nats: at('nats'),
    postgres: at('postgres'),
    processes: at('processes'),
    beginLog: (part) => {
      const logPath = join(at('logs'), `${part}.log`)
      if (existsSync(logPath)) renameSync(logPath, `${logPath}.1`)
      return logPath
    },
    secret: (name) => readOrMake(join(at('secrets'), name), () => randomBytes(32).toString('base64url')),
    writeEnvironment: (values) => {
      const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`)
      writeWhole(at('environment'), lines.join(''))
    },
  }
}

function readOrMake(path: string, make: () => string): string {
  if (!existsSync(path)) writeWhole(path, make())
  return readFileSync(path, 'utf8').trim()
}

function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}`
  rmSync(draft, { force: true })
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, path)
}
