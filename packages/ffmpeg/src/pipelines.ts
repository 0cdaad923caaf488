import type { PipelineVersion } from '@framewright/schemas'
import { ofVersion, type RenderPlan } from '@framewright/timeline'
import * as first from './command.ts'
import type { FfmpegCommand } from './ffmpeg-command.ts'

const builders: Readonly<Record<PipelineVersion, typeof first.buildCommands>> = { '1': first.buildCommands }

/** A plan as runs of ffmpeg, by the code of the version that it is of. Throws PipelineUnknown. */
export const buildCommands = (plan: RenderPlan, paths: first.CommandPaths): FfmpegCommand[] =>
  ofVersion(builders, plan.pipelineVersion)(plan, paths)
