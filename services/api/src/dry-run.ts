import { getRenderSpeed } from '@framewright/read-model'
import type { DryRun, Edit } from '@framewright/schemas'
import {
  chooseEncoders,
  codecsOf,
  pipelineOf,
  versionFor,
  type EncoderChoice,
  type RenderPlan,
} from '@framewright/timeline'
import type { ApiDeps } from './api-deps.ts'
import { forecastChunks } from './dry-run-chunks.ts'
import { grantedClass } from './granted-class.ts'
import type { Asker } from './render-commands.ts'
import { resolveOwnEdit } from './resolve-own-edit.ts'
import type { Submission } from './submit-render.ts'
import type { WorkerRegistry } from './worker-registry.ts'

/** What would become of an edit: refused for the same reasons, planned by the same function, and nothing is stored. */
export async function dryRun(
  deps: ApiDeps,
  submission: Omit<Submission, 'idempotencyKey'>,
  { userId }: Pick<Asker, 'userId'>,
): Promise<DryRun> {
  const { timeline, warnings } = await resolveOwnEdit(deps, submission.edit, userId)
  const { frameCount, frameRate, width, height, lane } = timeline
  const choice = fleetChoice(submission.edit, deps.workers)
  const { encoders } = choice
  const pipeline = pipelineOf(versionFor(submission.edit))
  const plan = pipeline.planRender(timeline, { encoders, projectId: submission.projectId })
  const { warnings: chunkWarnings, ...forecast } = await forecastChunks(deps, plan, lane)
  return {
    frameCount,
    frameRate,
    width,
    height,
    durationSeconds: (frameCount * frameRate.den) / frameRate.num,
    lane,
    class: grantedClass(submission, timeline.class),
    encoder: plan.encoder,
    pipelineVersion: plan.pipelineVersion,
    plan,
    ...forecast,
    estimatedSeconds: await estimateSeconds(deps, plan, forecast),
    warnings: [
      ...warnings,
      ...choiceWarnings(choice),
      ...fleetWarnings(plan, deps.workers),
      ...chunkWarnings,
    ],
  }
}

/** Films from before the fleet was changed say little. */
const longestMemoryMs = 7 * 24 * 3_600_000

async function estimateSeconds(
  { database, now }: ApiDeps,
  { width, height, encoder }: RenderPlan,
  { framesToRender, chunks }: Pick<DryRun, 'framesToRender' | 'chunks'>,
): Promise<number | null> {
  if (framesToRender === null || framesToRender === 0) return framesToRender
  const since = new Date(now().getTime() - longestMemoryMs)
  const speed = await getRenderSpeed(database, { width, height, encoder, inChunks: chunks.length > 0, since })
  return speed === null ? null : Math.round((framesToRender / speed) * 10) / 10
}

/** What the render would be encoded with, as far as some worker that is alive can. */
function fleetChoice(edit: Edit, workers: WorkerRegistry): EncoderChoice {
  const tried = workers.alive().flatMap(({ encoders }) => encoders)
  // Of those that tried one in vain, the reason of the first; one that can is enough.
  const byName = new Map([...tried].reverse().map((encoder) => [encoder.name, encoder]))
  for (const encoder of tried) if (encoder.usable) byName.set(encoder.name, encoder)
  return chooseEncoders(edit.policy ?? {}, codecsOf(edit), [...byName.values()])
}

function choiceWarnings({ fallbackReason, missing }: EncoderChoice): DryRun['warnings'] {
  const pointer = '/policy/encoder'
  if (missing !== null) {
    const message = `the render would wait for a worker that has it; ${missing}`
    return [{ pointer, code: 'ENCODER_MISSING', message }]
  }
  if (fallbackReason === null) return []
  return [{ pointer, code: 'ENCODER_FALLBACK', message: `the CPU would encode it; ${fallbackReason}` }]
}

/** What the edit needs and no worker that is alive has: it would wait until one comes. */
function fleetWarnings(plan: RenderPlan, workers: WorkerRegistry): DryRun['warnings'] {
  if (workers.alive().length === 0) {
    return [{ pointer: '', code: 'NO_WORKER', message: 'no worker is alive; the render would wait for one' }]
  }
  return plan.outputs.flatMap(({ video }, at) =>
    video === null || workers.offers(video.encoder)
      ? []
      : [
          {
            pointer: `/outputs/${at}/preset`,
            code: 'ENCODER_MISSING',
            message: `no worker that is alive has ${video.encoder}; the render would wait for one`,
          },
        ],
  )
}
