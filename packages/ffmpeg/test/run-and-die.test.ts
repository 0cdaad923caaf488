import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { isAlive, makeFilm, startRunner } from './runs.ts'
import { scratchFolder } from './scratch-folder.ts'

const linesOf = async (runner: ReturnType<typeof startRunner>): Promise<Record<string, unknown>[]> => {
  const chunks: Buffer[] = []
  runner.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(runner, 'close')
  const lines = Buffer.concat(chunks).toString().trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('ffmpeg dies with its worker', { skip: hasSetpriv() ? false : 'there is no setpriv' }, async (t) => {
  const runner = startRunner(makeFilm(scratchFolder(t), { seconds: 60, inRealTime: true }))
  t.teardown(() => runner.kill('SIGKILL'))
  const [line] = (await once(runner.stdout!, 'data')) as [Buffer]
  const { pid } = JSON.parse(line.toString()) as { pid: number }
  t.ok(isAlive(pid))
  const ended = once(runner, 'exit')
  runner.kill('SIGKILL')
  await ended
  await eventually(() => assert(!isAlive(pid), 'ffmpeg lives'), { withinMs: 1_000 })
  t.notOk(isAlive(pid))
})

test('without ffmpeg on this machine the fault says so', async (t) => {
  const folder = scratchFolder(t)
  const runner = startRunner(makeFilm(folder), { env: { PATH: folder } })
  const said = await linesOf(runner)
  t.match(said, [{ code: 'FFMPEG_UNAVAILABLE', message: /ffmpeg is not installed/ }])
})

test(
  'an encode that fails on a full disk is put down to the disk',
  { skip: mayMount() ? false : 'this system lets nobody mount a tmpfs' },
  async (t) => {
    const folder = join(scratchFolder(t), 'small')
    mkdirSync(folder)
    const script = 'mount -t tmpfs -o size=200k tmpfs "$1" && shift && exec "$@"'
    const through = ['unshare', '-rm', 'sh', '-c', script, 'sh', folder]
    const full = await linesOf(startRunner(makeFilm(folder, { seconds: 10 }), { through }))
    t.match(full.at(-1), { code: 'DISK_FULL' })
  },
)

function hasSetpriv(): boolean {
  return spawnSync('setpriv', ['--pdeathsig', 'KILL', '--', 'true']).status === 0
}

function mayMount(): boolean {
  return spawnSync('unshare', ['-rm', 'true']).status === 0
}
