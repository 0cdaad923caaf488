/**
 * A film made in one piece, and in chunks one after the other that are then joined: by the code of a worker, and nothing
 * of the service round it.
 */
import { strict as assert } from 'node:assert'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  assemblyCommands,
  buildCommands,
  completed,
  finishOutput,
  measureLoudness,
  runFfmpeg,
  type FfmpegCommand,
} from '@framewright/ffmpeg'
import { chunksOf, type RenderPlan } from '@framewright/timeline'
import { bunny } from './bunny.ts'
import { minuteFilm } from './minute-film.ts'
import { planOf } from './plan-of.ts'

const timeoutMs = 900_000
const sourcePath = () => bunny

export const minutePlan = (): Promise<RenderPlan> => planOf(minuteFilm, bunny)

/** In seconds. */
export const inOnePiece = (plan: RenderPlan): Promise<number> =>
  inFolder(async (folder) => {
    const startedMs = performance.now()
    const output = plan.outputs[0]!
    const path = await finish(plan, await run(buildCommands(plan, { folder, sourcePath })))
    if (output.audio !== null) await measureLoudness(path, limits())
    return secondsSince(startedMs)
  })

/** Likewise. */
export const inChunks = (plan: RenderPlan): Promise<number> =>
  inFolder(async (folder) => {
    const startedMs = performance.now()
    const chunking = chunksOf(plan)
    assert(chunking.kind === 'chunks', 'it can be cut')
    const pieces = []
    for (const [number, chunk] of chunking.chunks.entries()) {
      const home = join(folder, `chunk-${number}`)
      mkdirSync(home)
      const paths = await run(buildCommands(chunk.plan, { folder: home, sourcePath }))
      for (const output of chunk.plan.outputs) {
        const path = paths.get(output.name)!
        const listening = output.audio === null ? null : measureLoudness(path, limits())
        await Promise.all([finishOutput(chunk.plan, output, path, limits()), listening])
      }
      pieces.push({ ...chunk, paths })
    }
    await finish(plan, await run(assemblyCommands(plan, pieces, { folder, sourcePath })))
    return secondsSince(startedMs)
  })

/** Where what they have made is, by name. */
async function run(commands: readonly FfmpegCommand[]): Promise<Map<string, string>> {
  for (const command of commands)
    await runFfmpeg(await completed(command), { ...limits(), onProgress: () => {} })
  return new Map(commands.flatMap(({ outputs }) => outputs.map(({ name, path }) => [name, path])))
}

/** Its one film, looked at. */
async function finish(plan: RenderPlan, paths: ReadonlyMap<string, string>): Promise<string> {
  const output = plan.outputs[0]!
  const path = paths.get(output.name)!
  await finishOutput(plan, output, path, limits())
  return path
}

const limits = () => ({ timeoutMs, signal: new AbortController().signal })
const secondsSince = (startedMs: number) => (performance.now() - startedMs) / 1000

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'framewright-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
