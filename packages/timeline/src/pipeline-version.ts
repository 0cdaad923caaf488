import type { PipelineVersion } from '@framewright/schemas'

/**
 * The newest. It changes whenever the same plan would give other bytes: it is part of every plan, and so of every key of the
 * cache. The older ones stay in `pipelines.ts`.
 */
export const pipelineVersion: PipelineVersion = '1'
