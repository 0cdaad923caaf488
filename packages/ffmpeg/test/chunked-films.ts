import assert from 'node:assert/strict'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { chunksOf, type Chunk, type RenderPlan } from '@framewright/timeline'
import { assemblyCommands, checkJoinable, finishOutput, outputPath, type ChunkFiles } from '../src/index.ts'
import { perform, type Studio } from './films.ts'

const limits = { timeoutMs: 60_000, signal: new AbortController().signal }

export function chunksIn(plan: RenderPlan): readonly Chunk[] {
  const chunking = chunksOf(plan)
  assert(chunking.kind === 'chunks', JSON.stringify(chunking))
  return chunking.chunks
}

/** The chunks of a film, each rendered by itself and looked at. */
export async function renderChunks(studio: Studio, plan: RenderPlan): Promise<ChunkFiles[]> {
  const rendered: ChunkFiles[] = []
  for (const { kind, span, plan: own } of chunksIn(plan)) {
    const paths = await studio.renderPlan(own)
    for (const [at, output] of own.outputs.entries()) await finishOutput(own, output, paths[at] ?? '', limits)
    rendered.push({ kind, span, paths: new Map(own.outputs.map(({ name }, at) => [name, paths[at] ?? ''])) })
  }
  return rendered
}

/** The outputs of a plan, made of its chunks, where they are found after a render. */
export async function assembled(
  studio: Studio,
  plan: RenderPlan,
  chunks: readonly ChunkFiles[],
): Promise<string[]> {
  await checkJoinable(plan, chunks)
  const folder = await mkdtemp(join(studio.folder, 'assembly-'))
  await mkdir(folder, { recursive: true })
  const sourcePath = (sha256: string) => studio.sourcePath(sha256)
  const commands = assemblyCommands(plan, chunks, { folder, sourcePath })
  for (const command of commands) {
    for (const { path } of [...command.files, ...command.outputs])
      await mkdir(dirname(path), { recursive: true })
    await perform(command)
  }
  const made = new Map(commands.flatMap(({ outputs }) => outputs.map(({ name, path }) => [name, path])))
  return plan.outputs.map(({ name, container }, at) => made.get(name) ?? outputPath(folder, at, container))
}
