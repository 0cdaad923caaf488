import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { lockFolder } from '../src/folder-lock.ts'
import { identify, isAlive } from '../src/process-identity.ts'

test('a process is told from a later one with the same id', async (t) => {
  const own = identify(process.pid)
  t.ok(own !== null && isAlive(own))
  t.notOk(isAlive({ pid: process.pid, began: 'some other time' }))
  const child = spawn('sleep', ['60'])
  t.teardown(() => child.kill('SIGKILL'))
  const other = identify(child.pid!)
  t.ok(other !== null && isAlive(other))
  t.not(other?.began, own?.began)
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  t.notOk(isAlive(other!))
  t.equal(identify(child.pid!), null)
})

test('a folder is one process’s own until it lets go of it', async (t) => {
  const folder = t.testdir()
  const lock = lockFolder(folder)
  t.throws(() => lockFolder(folder), { code: 'ALREADY_RUNNING', pid: process.pid })
  lock.release()
  lockFolder(folder).release()
  t.same(readdirSync(folder), [], 'nothing is left behind')
})

test('what a killed process has left is taken over, whole or cut off', async (t) => {
  const folder = t.testdir()
  const path = join(folder, 'supervisor.json')
  for (const left of [JSON.stringify({ pid: process.pid, began: 'before the reboot' }), '{"pid":', '']) {
    writeFileSync(path, left)
    const lock = lockFolder(folder)
    t.throws(() => lockFolder(folder), { code: 'ALREADY_RUNNING' })
    lock.release()
    t.notOk(existsSync(path))
  }
})
