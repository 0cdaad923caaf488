import assert from 'node:assert/strict'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { sampleMedia } from '../../../test/support/sample-media.ts'
import { runFfmpeg, type EncodeProgress, type FfmpegCommand } from '../src/index.ts'
import { isAlive, makeFilm } from './runs.ts'
import { scratchFolder } from './scratch-folder.ts'

const untold = { onProgress: () => {}, timeoutMs: 60_000, signal: new AbortController().signal }

/** Starts the command; `pid` is there once the process is ffmpeg itself, no more its launcher. */
async function start(command: FfmpegCommand, options: Partial<typeof untold> = {}) {
  const aborting = new AbortController()
  let pid = 0
  const ended = runFfmpeg(command, {
    ...untold,
    signal: aborting.signal,
    onStarted: (started) => (pid = started),
    ...options,
  })
  const outcome = ended.then(
    () => null,
    (error: unknown) => error,
  )
  await eventually(() => assert(argvOf(pid)[0]?.endsWith('ffmpeg'), 'not ffmpeg yet'))
  return { pid, outcome, abort: (reason: Error) => aborting.abort(reason) }
}

const argvOf = (pid: number): string[] =>
  pid === 0 ? [] : readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)

test('a film is made, and its progress is heard to the end', async (t) => {
  const folder = scratchFolder(t)
  const heard: EncodeProgress[] = []
  const lines: string[] = []
  await runFfmpeg(makeFilm(folder, { seconds: 2, inRealTime: true }), {
    ...untold,
    onProgress: (progress) => heard.push(progress),
    onLine: (line) => lines.push(line),
  })
  t.ok(statSync(join(folder, 'film.mp4')).size > 1_000)
  t.ok(heard.length > 3)
  t.match(heard.at(-1), { frame: 60, fraction: 1 })
  for (const [at, { frame, fraction, cpuMs }] of heard.entries()) {
    const before = heard[at - 1] ?? { frame: 0, fraction: 0, cpuMs: 0 }
    t.ok(frame >= before.frame && fraction >= before.fraction && cpuMs >= before.cpuMs)
  }
  t.ok(heard.some(({ framesPerSecond }) => framesPerSecond !== null))
  t.ok(heard.at(-1)!.cpuMs > 0, 'and so is its CPU time')
  t.ok(lines.some((line) => line.includes('[info]')))
  const statistics = lines.filter((line) => line.includes('frame='))
  t.ok(statistics.length <= 1, 'which are not full of progress: ffmpeg sums up once, at the end')
})

test('the argv arrives as it is, with nothing of our environment, in the scratch folder', async (t) => {
  const folder = scratchFolder(t)
  const odd = [`it's "a: b", two  words;[c]\\ $HOME \`x\` %d`, 'two words', ' lead', '', '-y', '*', 'grüß\n2']
  const command = makeFilm(folder, {
    seconds: 60,
    inRealTime: true,
    extra: odd.flatMap((text, at) => ['-metadata', `k${at}=${text}`]),
  })
  process.env['FRAMEWRIGHT_TEST_SECRET'] = 'hunter2'
  t.teardown(() => delete process.env['FRAMEWRIGHT_TEST_SECRET'])
  const { pid, outcome, abort } = await start(command)
  t.same(argvOf(pid).slice(-command.args.length), command.args)
  const own = argvOf(pid).slice(1, -command.args.length)
  t.same(own.filter((arg) => arg.startsWith('-')).sort(), [
    ...['-hide_banner', '-loglevel', '-nostats', '-nostdin', '-progress', '-stats_period', '-y'],
  ])
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  t.ok(environment.includes('LC_ALL=C'))
  for (const name of ['PATH', 'HOME', 'FRAMEWRIGHT_TEST_SECRET'])
    t.notOk(environment.some((line) => line.startsWith(`${name}=`)))
  t.equal(readlinkSync(`/proc/${pid}/cwd`), folder)
  abort(new Error('seen enough'))
  t.match(await outcome, { message: 'seen enough' })
})

test('the command’s files are written before it runs', async (t) => {
  const folder = scratchFolder(t)
  const script = join(folder, 'made', 'graph.txt')
  const film = makeFilm(folder)
  await runFfmpeg(
    {
      ...film,
      args: ['-filter_complex_script', script, '-frames:v', '3', film.outputs[0]!.path],
      files: [{ path: script, text: 'testsrc2=size=64x64:rate=10' }],
    },
    untold,
  )
  t.ok(existsSync(join(folder, 'film.mp4')))
})

test('an ffmpeg that ends badly is told by its code and its last lines', async (t) => {
  const folder = scratchFolder(t)
  const command = makeFilm(folder, { extra: ['-vf', 'nosuchfilter'] })
  const error: unknown = await runFfmpeg(command, untold).catch((failed: unknown) => failed)
  t.match(error, { name: 'EncodeFailed', code: 'ENCODE_FAILED', exitCode: 1, exitSignal: null })
  t.ok((error as { stderrTail: string[] }).stderrTail.some((line) => line.includes('nosuchfilter')))
})

test('an ffmpeg that somebody else kills is told by the signal', async (t) => {
  const { pid, outcome } = await start(makeFilm(scratchFolder(t), { seconds: 60, inRealTime: true }))
  process.kill(pid, 'SIGKILL')
  t.match(await outcome, { code: 'ENCODE_FAILED', exitCode: null, exitSignal: 'SIGKILL' })
})

for (const stopped of [false, true]) {
  test(`a cancel ends ${stopped ? 'even a stopped ffmpeg' : 'ffmpeg'} within a second`, async (t) => {
    const command = makeFilm(scratchFolder(t), { seconds: 60, inRealTime: true })
    const { pid, outcome, abort } = await start(command)
    if (stopped) process.kill(pid, 'SIGSTOP')
    const cancelled = new Error('cancelled')
    const since = performance.now()
    abort(cancelled)
    t.equal(await outcome, cancelled)
    t.ok(performance.now() - since < 1_000, `it took ${Math.round(performance.now() - since)} ms`)
    t.notOk(isAlive(pid))
  })
}

test('what was cancelled before it began does not begin', async (t) => {
  const folder = scratchFolder(t)
  const cancelled = new Error('cancelled')
  const running = runFfmpeg(makeFilm(folder), { ...untold, signal: AbortSignal.abort(cancelled) })
  await t.rejects(running, cancelled)
  t.notOk(existsSync(join(folder, 'film.mp4')))
})

test('an ffmpeg that takes too long is ended, and that is another fault', async (t) => {
  const command = makeFilm(scratchFolder(t), { seconds: 60, inRealTime: true })
  const { pid, outcome } = await start(command, { timeoutMs: 1_000 })
  t.match(await outcome, { name: 'EncodeTimedOut', code: 'TIMED_OUT', timeoutMs: 1_000 })
  t.notOk(isAlive(pid))
})

test('what an output would overwrite by way of a link is left alone', async (t) => {
  const folder = scratchFolder(t)
  const kept = join(folder, 'kept')
  writeFileSync(kept, 'precious')
  for (const link of [linkSync, symlinkSync]) {
    link(kept, join(folder, 'film.mp4'))
    await runFfmpeg(makeFilm(folder), untold)
    t.equal(readFileSync(kept, 'utf8'), 'precious')
    rmSync(join(folder, 'film.mp4'))
  }
})

test('ffmpeg cannot write to a read-only file, not even when we are root', async (t) => {
  const folder = scratchFolder(t)
  mkdirSync(join(folder, 'sources'))
  const source = join(folder, 'sources', 'source.mp4')
  writeFileSync(source, readFileSync(await sampleMedia('video')), { mode: 0o444 })
  const before = readFileSync(source)
  const command = makeFilm(folder)
  // Not among its outputs, so nothing has unlinked it.
  const running = runFfmpeg({ ...command, args: [...command.args.slice(0, -1), source] }, untold)
  await t.rejects(running, { code: 'ENCODE_FAILED' })
  t.ok(before.equals(readFileSync(source)))
})
