/**
 * A process to be started, signalled and watched by run-service.test.ts: what it does is given as JSON. It writes a line
 * for each thing that happens.
 */
import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { runService, type ServiceContext, type ServiceLog } from '../src/run-service.ts'

export interface Behaviour {
  /** What it opens, in order, and how each of them behaves when it is released. */
  readonly opens?: readonly { name: string; release: 'at once' | 'never' | 'fails' | 'after drain' }[]
  readonly start?: 'works' | 'throws' | 'never ends' | 'breaks off when stopping'
  readonly then?: 'waits' | 'throws uncaught' | 'rejects unhandled' | 'calls fail' | 'calls stop twice'
  readonly drainTimeoutMs?: number
}

const say = (line: string) => void writeSync(1, `${line}\n`)
const log: ServiceLog = {
  info: (_fields, message) => say(message),
  error: (fields, message) => say(`${message}${'err' in fields ? `: ${(fields.err as Error).message}` : ''}`),
}
const behaviour = JSON.parse(process.argv[2] ?? '{}') as Behaviour

async function start(context: ServiceContext): Promise<void> {
  const { releases, stopping } = context
  releases.add('a timer that holds the process', keepAlive())
  let drained: Promise<void> = Promise.resolve()
  for (const { name, release } of behaviour.opens ?? []) {
    releases.add(name, async () => {
      if (release === 'never') await new Promise(() => {})
      if (release === 'after drain') await drained
      if (release === 'fails') throw new Error(`${name} is stuck`)
      say(`released ${name}`)
    })
  }
  stopping.addEventListener('abort', () => {
    say('stopping')
    drained = delay(50).then(() => say('drained'))
  })
  say('starting')
  if (behaviour.start === 'throws') throw new Error('no way to start')
  if (behaviour.start === 'never ends') await new Promise(() => {})
  if (behaviour.start === 'breaks off when stopping') await delay(60_000, undefined, { signal: stopping })
  if (behaviour.then === 'throws uncaught') setImmediate(() => boom('nobody caught this'))
  if (behaviour.then === 'rejects unhandled') void Promise.reject(new Error('nobody handled this'))
  if (behaviour.then === 'calls stop twice') {
    setImmediate(() => {
      context.stop('somebody wants it')
      context.stop('somebody wants it')
    })
  }
  if (behaviour.then === 'calls fail') setImmediate(() => context.fail(new Error('the link is gone')))
}

function boom(message: string): never {
  throw new Error(message)
}

function keepAlive(): () => void {
  const timer = setInterval(() => {}, 60_000)
  return () => clearInterval(timer)
}

const { drainTimeoutMs } = behaviour
await runService({
  name: 'it',
  log,
  start,
  ...(drainTimeoutMs === undefined ? {} : { drainTimeoutMs }),
})
