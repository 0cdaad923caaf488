import type { Edit, PipelineVersion } from '@framewright/schemas'
import { pipelineVersion } from './pipeline-version.ts'
import { planRender } from './plan.ts'
import type { RenderPlan } from './render-plan.ts'
import { resolveEdit } from './resolve/resolve.ts'
import type { ResolvedTimeline } from './resolved-timeline.ts'

type PlanOptions = Omit<Parameters<typeof planRender>[1], 'pipelineVersion'>

/** What makes a plan of an edit. */
export interface Pipeline {
  readonly resolveEdit: typeof resolveEdit
  readonly planRender: (timeline: ResolvedTimeline, options: PlanOptions) => RenderPlan
}

/** Each version for good: its plans stay what they are, byte for byte, whatever later ones do. */
const pipelines: Readonly<Record<PipelineVersion, Pipeline>> = {
  '1': {
    resolveEdit,
    planRender: (timeline, options) => planRender(timeline, { ...options, pipelineVersion: '1' }),
  },
}

/** A plan is of a version that is not known here: it was made by a newer build, or by something else. */
export class PipelineUnknown extends Error {
  override readonly name = 'PipelineUnknown'
  readonly code = 'PIPELINE_UNKNOWN'

  constructor(version: string) {
    const known = Object.keys(pipelines).join(', ')
    super(
      `there is no version ${version} of the pipeline here, only ${known}; update this worker, or render the edit anew`,
    )
  }
}

/** Throws PipelineUnknown. */
export function pipelineOf(version: string): Pipeline {
  return ofVersion(pipelines, version)
}

/** What a version has for its own, of a table with all of them. Throws PipelineUnknown. */
export function ofVersion<T>(table: Readonly<Record<PipelineVersion, T>>, version: string): T {
  const found = Object.entries(table).find(([known]) => known === version)
  if (found === undefined) throw new PipelineUnknown(version)
  return found[1]
}

/** The one that an edit asks for, or the newest. */
export const versionFor = ({ policy }: Edit): PipelineVersion => policy?.pipelineVersion ?? pipelineVersion
