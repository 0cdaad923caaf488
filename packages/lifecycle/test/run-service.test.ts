import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import type { Behaviour } from './a-service.ts'

const script = fileURLToPath(new URL('a-service.ts', import.meta.url))
/** The handlers of runService take signals that come this close together for one. */
const sameSignalWithinMs = 250

interface Running {
  readonly child: ChildProcess
  readonly lines: string[]
  readonly exitCode: Promise<number | null>
  says(line: string): Promise<void>
}

function run(t: Test, behaviour: Behaviour): Running {
  const args = [...process.execArgv, script, JSON.stringify(behaviour)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const closed = once(child, 'close') as Promise<[number | null]>
  return {
    child,
    lines,
    exitCode: closed.then(([code]) => code),
    says: (line) =>
      eventually(
        () => {
          if (!lines.includes(line)) throw new Error(`it said only ${JSON.stringify(lines)}`)
        },
        { everyMs: 10, withinMs: 60_000 },
      ),
  }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} drains, then releases everything in reverse order, then exits with 0`, async (t) => {
    const it = run(t, {
      opens: [
        { name: 'database', release: 'at once' },
        { name: 'worker', release: 'after drain' },
      ],
    })
    await it.says('it has started')
    it.child.kill(signal)
    t.equal(await it.exitCode, 0)
    t.match(it.lines, [
      'starting',
      'it has started',
      'it is stopping',
      'stopping',
      'drained',
      'released worker',
      'released database',
      'it has stopped',
    ])
  })
}

test('the same Ctrl-C delivered twice is one signal', async (t) => {
  const it = run(t, { opens: [{ name: 'worker', release: 'after drain' }] })
  await it.says('it has started')
  it.child.kill('SIGINT')
  it.child.kill('SIGINT')
  await it.says('it is stopping')
  it.child.kill('SIGINT')
  t.equal(await it.exitCode, 0)
  t.ok(it.lines.includes('released worker'))
})

test('a second signal ends a drain that does not end', async (t) => {
  const it = run(t, { opens: [{ name: 'worker', release: 'never' }] })
  await it.says('it has started')
  it.child.kill('SIGTERM')
  await it.says('it is stopping')
  await eventually(
    () => {
      it.child.kill('SIGTERM')
      if (!it.lines.includes('it is stopped before it was drained')) throw new Error('still draining')
    },
    { everyMs: sameSignalWithinMs, withinMs: 60_000 },
  )
  t.equal(await it.exitCode, 1)
})

test('a drain that takes longer than it may is ended with 1', async (t) => {
  const it = run(t, { opens: [{ name: 'worker', release: 'never' }], drainTimeoutMs: 100 })
  await it.says('it has started')
  it.child.kill('SIGTERM')
  t.equal(await it.exitCode, 1)
  t.equal(it.lines.at(-1), 'it could not be released in time')
})

test('what could not be released is said, the rest is released, and the exit code is 1', async (t) => {
  const it = run(t, {
    opens: [
      { name: 'database', release: 'at once' },
      { name: 'worker', release: 'fails' },
    ],
  })
  await it.says('it has started')
  it.child.kill('SIGTERM')
  t.equal(await it.exitCode, 1)
  t.ok(it.lines.includes('it could not be released: not everything could be released'))
  t.ok(it.lines.includes('released database'))
})

test('a start that fails releases what it had opened and exits with 1', async (t) => {
  const it = run(t, { opens: [{ name: 'database', release: 'at once' }], start: 'throws' })
  t.equal(await it.exitCode, 1)
  t.match(it.lines, ['starting', 'it has failed: no way to start', 'stopping', 'released database'])
})

test('a start that breaks off because it is to stop is no failure', async (t) => {
  const it = run(t, {
    opens: [{ name: 'database', release: 'at once' }],
    start: 'breaks off when stopping',
  })
  await it.says('starting')
  it.child.kill('SIGTERM')
  t.equal(await it.exitCode, 0)
  t.ok(it.lines.includes('released database'))
})

test('a start that never ends can be stopped', async (t) => {
  const it = run(t, { start: 'never ends', drainTimeoutMs: 100 })
  await it.says('starting')
  it.child.kill('SIGTERM')
  t.equal(await it.exitCode, 1)
})

test('asked to stop from within it drains as after a signal; the signal that follows is the first', async (t) => {
  const it = run(t, { opens: [{ name: 'worker', release: 'after drain' }], then: 'calls stop twice' })
  await it.says('stopping')
  it.child.kill('SIGTERM')
  t.equal(await it.exitCode, 0)
  t.ok(it.lines.includes('released worker'))
  t.equal(it.lines.filter((line) => line === 'it is stopping').length, 1)
})

const failures: [Behaviour['then'], string][] = [
  ['throws uncaught', 'it has failed: nobody caught this'],
  ['rejects unhandled', 'it has failed: nobody handled this'],
  ['calls fail', 'it has failed: the link is gone'],
]
for (const [then, line] of failures) {
  test(`a service that ${then} is released and exits with 1`, async (t) => {
    const it = run(t, { opens: [{ name: 'database', release: 'at once' }], ...(then ? { then } : {}) })
    t.equal(await it.exitCode, 1)
    t.ok(it.lines.includes(line))
    t.ok(it.lines.includes('stopping'))
    t.ok(it.lines.includes('released database'))
  })
}
