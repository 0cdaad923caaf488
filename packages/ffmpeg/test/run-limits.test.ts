import { readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { test } from 'tap'
import { runFfmpeg, type FfmpegCommand, type RunOptions } from '../src/index.ts'
import { parseMemoryBytes, readMemoryBytes } from '../src/run/memory.ts'
import { isAlive, makeFilm } from './runs.ts'
import { scratchFolder } from './scratch-folder.ts'

/** What becomes of a command, and of its process. */
async function outcomeOf(command: FfmpegCommand, options: Partial<RunOptions>) {
  let pid = 0
  const error: unknown = await runFfmpeg(command, {
    signal: new AbortController().signal,
    onProgress: () => {},
    timeoutMs: 60_000,
    onStarted: (started) => (pid = started),
    ...options,
  }).catch((thrown: unknown) => thrown)
  return { error, pid }
}

/** A source whose frames are large, and kept until the last of them has come. */
const greedy = (folder: string): FfmpegCommand => {
  const film = makeFilm(folder)
  const graph = 'testsrc2=size=1920x1080:rate=30:duration=10,reverse,scale=64:36'
  return { ...film, args: ['-f', 'lavfi', '-i', graph, film.outputs[0]!.path] }
}

test('an ffmpeg that takes more memory than it may is ended at once', async (t) => {
  const limits = { memoryBytes: 200 * 1024 ** 2 }
  const { error, pid } = await outcomeOf(greedy(scratchFolder(t)), { limits })
  t.match(error, { name: 'LimitExceeded', code: 'MEMORY_EXCEEDED', message: '200 MiB of memory' })
  t.ok((error as { stderrTail: string[] }).stderrTail.length > 0, 'with the last that it said')
  t.notOk(isAlive(pid))
})

test('an ffmpeg that takes more CPU time than it may is ended', async (t) => {
  const endless = makeFilm(scratchFolder(t), { seconds: 100_000 })
  const { error, pid } = await outcomeOf(endless, { limits: { cpuMs: 100 } })
  t.match(error, { name: 'LimitExceeded', code: 'CPU_EXCEEDED' })
  t.notOk(isAlive(pid))
})

test('what stays within its limits is not bothered', async (t) => {
  const limits = { cpuMs: 60_000, memoryBytes: 2 * 1024 ** 3 }
  const { error } = await outcomeOf(makeFilm(scratchFolder(t)), { limits })
  t.equal(error, undefined)
})

test('an ffmpeg comes after the services, in its turn on the CPU and where memory runs out', async (t) => {
  const told: Record<string, unknown> = {}
  const look = (pid: number) => {
    told['niceness'] = getPriority(pid)
    told['oomScore'] = readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim()
  }
  await outcomeOf(makeFilm(scratchFolder(t)), { onStarted: look })
  t.same(told, { niceness: 5, oomScore: '1000' })
})

test('the memory of a process is read as the kernel tells it', async (t) => {
  t.equal(parseMemoryBytes('Name:\tffmpeg\nVmRSS:\t    1024 kB\nRssAnon:\t 512 kB\n'), 1024 ** 2)
  t.equal(parseMemoryBytes('Name:\tffmpeg\nState:\tZ (zombie)\n'), null)
  t.ok((await readMemoryBytes(process.pid))! > 10 * 1024 ** 2)
  t.equal(await readMemoryBytes(2 ** 22 + 1), null)
})
