/**
 * In: a run of the model. Out: what Spin found. Spin writes a verifier in C, gcc compiles it, and it searches every order in
 * which things may happen; all in a folder of the run's own, which is removed. A search that runs out of its time is ended,
 * and says `unfinished`.
 */
import { execFile, type ExecFileException } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readSearch, type Search } from './pan-output.ts'
import type { Run, SearchKind } from './runs.ts'
import { readSteps } from './steps.ts'

export interface Verified extends Search {
  /** The way to what was violated: who did what, one line each. */
  readonly steps: readonly string[]
}

interface How {
  /** For Spin, which compiles what the kind of search needs of the model. */
  readonly defines: readonly string[]
  readonly compiler: readonly string[]
  readonly verifier: readonly string[]
}

const mostDepth = '-m2000000'
const hashBits = '-w24'
const memoryMb = 4_000

/** A search in breadth finds the shortest way to a violation, which is the one to read. */
const how: Readonly<Record<SearchKind, How>> = {
  safety: {
    defines: [],
    compiler: ['-DSAFETY', '-DCOLLAPSE'],
    verifier: ['-E', mostDepth, hashBits],
  },
  shortest: { defines: ['-DBFSRUN'], compiler: ['-DSAFETY', '-DBFS', '-DCOLLAPSE'], verifier: ['-E'] },
  liveness: {
    defines: ['-DLIVE'],
    compiler: ['-DNFAIR=3', '-DCOLLAPSE'],
    verifier: ['-a', '-f', mostDepth, hashBits],
  },
}

export async function verify(run: Run, timeoutMs: number): Promise<Verified> {
  const folder = mkdtempSync(join(tmpdir(), 'framewright-model-'))
  const model = fileURLToPath(new URL(`${run.model}.pml`, import.meta.url))
  const { defines, compiler, verifier } = how[run.search]
  const flags = [...defines, ...run.flags]
  try {
    await succeed('spin', [...flags, '-a', model], folder)
    const limits = [`-DMEMLIM=${memoryMb}`, '-DVECTORSZ=2048']
    await succeed('gcc', ['-O2', '-w', ...compiler, ...limits, '-o', 'pan', 'pan.c'], folder)
    const output = await say(join(folder, 'pan'), verifier, folder, timeoutMs)
    const search = readSearch(output.text)
    if (search.verdict !== 'violated') return { ...search, steps: [] }
    const trail = readdirSync(folder).find((name) => name.endsWith('.trail'))
    const replay = await say('spin', [...flags, '-k', trail ?? '', '-t', '-p', '-g', '-l', model], folder)
    return { ...search, steps: readSteps(replay.text) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function succeed(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { error, text } = await say(program, args, cwd)
  if (error !== null) throw new Error(`${program} ${args.join(' ')} failed: ${text}`, { cause: error })
}

const mostOutputBytes = 64 * 1024 * 1024

function say(
  program: string,
  args: readonly string[],
  cwd: string,
  timeout = 0,
): Promise<{ error: ExecFileException | null; text: string }> {
  const options = { cwd, timeout, killSignal: 'SIGKILL', maxBuffer: mostOutputBytes } as const
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => resolve({ error, text: stdout + stderr }))
  })
}
