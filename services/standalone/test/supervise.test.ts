import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { inheritedEnvironment } from '../src/launch.ts'
import { openPidRecords } from '../src/pid-records.ts'
import { identify } from '../src/process-identity.ts'
import { supervise, type Part } from '../src/supervise.ts'

const never = new AbortController().signal

interface Supervised {
  readonly part: Part
  readonly folder: string
  readonly output: () => string
}

/** A part that is ready once it has said so. */
function start(t: Test, script: string, { stopTimeoutMs = 5_000, mayBeDrained = false } = {}): Supervised {
  const folder = t.testdir()
  const logPath = join(folder, 'log')
  const processes = join(folder, 'processes')
  mkdirSync(processes)
  const output = () => (existsSync(logPath) ? readFileSync(logPath, 'utf8') : '')
  const part = supervise({
    name: 'it',
    prepare: () => ({
      file: 'sh',
      args: ['-c', script],
      cwd: folder,
      env: inheritedEnvironment(),
      user: null,
      isReady: async () => output().includes('ready'),
    }),
    stopSignal: 'SIGTERM',
    stopTimeoutMs,
    deathSignal: 'SIGKILL',
    mayBeDrained,
    logPath,
    records: openPidRecords(processes),
    log: quietLog,
  })
  t.teardown(() => part.stop())
  return { part, folder, output }
}

const patient = `trap 'echo drained; exit 0' TERM; echo ready; while :; do sleep 0.02; done`

test('it is ready when it says so, and stopped when it has drained', async (t) => {
  const { part, folder, output } = start(t, patient)
  await part.ready(never)
  const pid = part.pid!
  t.same(readdirSync(join(folder, 'processes')), ['it.json'])
  await part.stop()
  t.equal(output(), 'ready\ndrained\n')
  t.equal(part.pid, null)
  t.equal(identify(pid), null)
  t.same(readdirSync(join(folder, 'processes')), [])
})

test('killed, it is started again', async (t) => {
  const { part, output } = start(t, patient)
  await part.ready(never)
  const first = part.pid!
  process.kill(first, 'SIGKILL')
  await eventually(() => {
    if (output() !== 'ready\nready\n') throw new Error(`it has said ${JSON.stringify(output())}`)
  })
  t.not(part.pid, first)
  await part.stop()
  t.equal(output(), 'ready\nready\ndrained\n')
})

test('drained, it stays down, and any other ending of it starts it again', async (t) => {
  const { part, output } = start(t, patient, { mayBeDrained: true })
  await part.ready(never)
  process.kill(part.pid!, 'SIGKILL')
  await eventually(() => {
    if (output() !== 'ready\nready\n') throw new Error(`it has said ${JSON.stringify(output())}`)
  })
  process.kill(part.pid!, 'SIGTERM')
  await eventually(() => {
    if (part.pid !== null) throw new Error('it is there')
  })
  // All that would start it again has ended: there is nothing to be waited for.
  await part.stop()
  t.equal(output(), 'ready\nready\ndrained\n')
})

test('what it has started goes with it', async (t) => {
  const { part, output } = start(t, 'sleep 600 & echo $! ready; exec sleep 600')
  await part.ready(never)
  const grandchild = Number.parseInt(output(), 10)
  t.not(identify(grandchild), null)
  await part.stop()
  await eventually(() => {
    if (identify(grandchild) !== null) throw new Error('its child lives')
  })
})

test('one that does not stop in time is killed', async (t) => {
  const { part } = start(t, `trap '' TERM; echo ready; while :; do sleep 0.02; done`, { stopTimeoutMs: 100 })
  await part.ready(never)
  const pid = part.pid!
  await part.stop()
  t.equal(identify(pid), null)
})

test('one that never gets up is an error that says what it said', async (t) => {
  const { part, folder } = start(t, 'echo cannot open the database; exit 3')
  await t.rejects(part.ready(never), {
    code: 'PART_NOT_READY',
    part: 'it',
    message: /it does not start\. Its last lines, from .*\n.*cannot open the database/,
  })
  await part.stop()
  t.same(readdirSync(join(folder, 'processes')), [])
})

test('waiting for it can be broken off, and so can the pause before it is started again', async (t) => {
  const { part } = start(t, 'sleep 600')
  const abort = new AbortController()
  const waiting = part.ready(abort.signal)
  abort.abort(new Error('Ctrl-C'))
  await t.rejects(waiting, { name: /Error/ })
  await part.stop()
})
