import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { killGroup, openPidRecords } from '../src/pid-records.ts'
import { identify } from '../src/process-identity.ts'

/** Leads a group of its own, as the parts do. */
function start(t: Test, script: string): ChildProcess {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => killGroup(child.pid!, 'SIGKILL'))
  return child
}

test('a start ends what an earlier one has left, with all that it had started', async (t) => {
  const folder = t.testdir()
  const child = start(t, 'sleep 600 & echo $!; wait')
  const [output] = (await once(child.stdout!, 'data')) as [Buffer]
  const grandchild = Number(output.toString())
  openPidRecords(folder).write('worker-1', child.pid!, 'SIGKILL')

  const exited = once(child, 'exit')
  t.same(await openPidRecords(folder).reap(), ['worker-1'])
  t.same(await exited, [null, 'SIGKILL'])
  await eventually(() => {
    if (identify(grandchild) !== null) throw new Error('its child lives')
  })
  t.same(readdirSync(folder), [])
  t.same(await openPidRecords(folder).reap(), [])
})

test('one that does not heed its signal is killed, and one that needs a moment is waited for', async (t) => {
  const folder = t.testdir()
  const child = start(
    t,
    `trap 'sleep 0.3; echo ended; exit 0' QUIT; echo ready; while :; do sleep 0.05; done`,
  )
  await once(child.stdout!, 'data')
  const exited = once(child, 'exit')
  const records = openPidRecords(folder)
  records.write('postgres', child.pid!, 'SIGQUIT')
  t.same(await records.reap(), ['postgres'])
  t.same(await exited, [0, null])
})

test('a process that merely has the same id is left alone', async (t) => {
  const folder = t.testdir()
  const child = start(t, 'echo ready; sleep 600')
  await once(child.stdout!, 'data')
  const record = { pid: child.pid, began: 'before the reboot', name: 'worker-1', deathSignal: 'SIGKILL' }
  writeFileSync(join(folder, 'worker-1.json'), JSON.stringify(record))
  writeFileSync(join(folder, 'worker-2.json'), '{"pid":')
  t.same(await openPidRecords(folder).reap(), [])
  t.not(identify(child.pid!), null)
  t.same(readdirSync(folder), [])
})

test('a process that has ended already needs no record', async (t) => {
  const folder = t.testdir()
  const child = start(t, 'exit 0')
  await once(child, 'exit')
  openPidRecords(folder).write('api', child.pid!, 'SIGKILL')
  t.same(readdirSync(folder), [])
})
