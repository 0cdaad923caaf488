import type { PipelineVersion } from '@framewright/schemas'
import { ofVersion, type RenderPlan } from '@framewright/timeline'
import * as firstAssembly from './assembly-command.ts'
import * as first from './command.ts'
import type { FfmpegCommand } from './ffmpeg-command.ts'

interface Builder {
  readonly build: typeof first.buildCommands
  readonly assemble: typeof firstAssembly.assemblyCommands
}

const builders: Readonly<Record<PipelineVersion, Builder>> = {
  '1': { build: first.buildCommands, assemble: firstAssembly.assemblyCommands },
}

/** A plan as runs of ffmpeg, by the code of the version that it is of. Throws PipelineUnknown. */
export const buildCommands = (plan: RenderPlan, paths: first.CommandPaths): FfmpegCommand[] =>
  ofVersion(builders, plan.pipelineVersion).build(plan, paths)

/** What is left to be done when its chunks are there. Throws PipelineUnknown. */
export const assemblyCommands = (
  plan: RenderPlan,
  chunks: readonly firstAssembly.ChunkFiles[],
  paths: first.CommandPaths,
): FfmpegCommand[] => ofVersion(builders, plan.pipelineVersion).assemble(plan, chunks, paths)
