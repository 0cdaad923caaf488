import { strict as assert } from 'node:assert'
import { probeMedia } from '@framewright/ffmpeg'
import type { Edit } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, resolveEdit, type RenderPlan } from '@framewright/timeline'

const assetId = '00000000-0000-4000-8000-000000000001'

/** What a worker without a GPU would make of an edit of this one file. */
export async function planOf(editOf: (assetId: string) => Edit, path: string): Promise<RenderPlan> {
  const media = await probeMedia(path, { timeoutMs: 60_000 })
  const facts = { assetId, sha256: '0'.repeat(64), sizeBytes: 0, media }
  const resolution = resolveEdit(editOf(assetId), new Map([[assetId, facts]]))
  assert(resolution.ok, JSON.stringify(resolution))
  return planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
}
