import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { openScratch } from '../src/scratch.ts'

const ticksOf = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!
}

test('an attempt has a folder of its own, and nothing is left of it afterwards', async (t) => {
  const root = t.testdir()
  const scratch = await openScratch(root, quietLog)
  const [one, two] = [await scratch.openFolder(), await scratch.openFolder()]
  t.not(one.path, two.path)
  mkdirSync(join(one.path, 'sources'))
  writeFileSync(join(one.path, 'sources', 'a'), 'bytes')
  await one.remove()
  t.notOk(existsSync(one.path))
  t.ok(existsSync(two.path))
  await scratch.close()
  t.strictSame(readdirSync(root), [], 'what was not removed by itself is removed at the end')
})

test('what a worker that was killed left behind is removed when the next one starts', async (t) => {
  const root = t.testdir()
  const child = spawn('sleep', ['60'])
  t.teardown(() => child.kill('SIGKILL'))
  await once(child, 'spawn')
  const startedAt = ticksOf(child.pid!)
  const alive = `worker.${hostname()}.${child.pid}.${startedAt}.aBc123`
  const reused = `worker.${hostname()}.${child.pid}.${Number(startedAt) - 1}.aBc123`
  const elsewhere = `worker.some-other-host.${child.pid}.1.aBc123`
  const replaced = `worker.some-other-host.${child.pid}.2.aBc123`
  const foreign = 'not-ours'
  for (const name of [alive, reused, elsewhere, replaced, foreign])
    mkdirSync(join(root, name, 'attempt-x'), { recursive: true })
  const yesterday = new Date(Date.now() - 25 * 3_600_000)
  for (const name of [alive, replaced, foreign]) utimesSync(join(root, name), yesterday, yesterday)

  const first = await openScratch(root, quietLog)
  t.ok(existsSync(join(root, alive)), 'a process that lives keeps its folder')
  t.notOk(existsSync(join(root, reused)), 'an id that has come round again is not the process that died')
  t.ok(existsSync(join(root, elsewhere)), 'another host may be at work in what has changed of late')
  t.notOk(existsSync(join(root, replaced)), 'and in nothing else')
  t.ok(existsSync(join(root, foreign)))
  await first.close()

  child.kill('SIGKILL')
  await once(child, 'exit')
  const second = await openScratch(root, quietLog)
  t.notOk(existsSync(join(root, alive)))
  await second.close()
})

test("two workers of one process do not touch what is the other one's", async (t) => {
  const root = t.testdir()
  const first = await openScratch(root, quietLog)
  const folder = await first.openFolder()
  const second = await openScratch(root, quietLog)
  t.ok(existsSync(folder.path), 'whose process lives is no orphan')
  await folder.remove()
  await first.close()
  const later = await second.openFolder()
  t.ok(existsSync(later.path))
  await second.close()
  t.strictSame(readdirSync(root), [])
})

test('a folder that was tidied away while there was nothing in it is made anew', async (t) => {
  const root = t.testdir()
  const scratch = await openScratch(root, quietLog)
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true })
  const { path } = await scratch.openFolder()
  t.ok(existsSync(path))
  await scratch.close()
})
