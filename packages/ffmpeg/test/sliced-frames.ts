import assert from 'node:assert/strict'
import { cutsOf, slicePlan, spansBetween, type RenderPlan } from '@framewright/timeline'
import type { Studio } from './films.ts'

export const silent = (plan: RenderPlan): RenderPlan =>
  slicePlan(plan, { startFrame: 0, endFrame: plan.frameCount })

export const mayCut = ({ tracks }: RenderPlan) =>
  cutsOf(tracks.map(({ runs }) => ({ clips: runs.flatMap(({ clips }) => clips) })))

/** The frames of a film that is cut at these borders, as they come out of each slice. */
export async function slicedFrames(
  studio: Pick<Studio, 'composePlan'>,
  plan: RenderPlan,
  borders: readonly number[],
): Promise<Buffer> {
  const slices: Buffer[] = []
  for (const span of spansBetween(borders, plan.frameCount))
    slices.push(await studio.composePlan(slicePlan(plan, span)))
  return Buffer.concat(slices)
}

/** The frames of a film that are not those of its slices. */
export async function differing(
  studio: Pick<Studio, 'composePlan'>,
  plan: RenderPlan,
  borders: readonly number[],
  whole: Buffer,
): Promise<number[]> {
  const joined = await slicedFrames(studio, plan, borders)
  assert.equal(joined.length, whole.length)
  const bytes = (plan.width * plan.height * 3) / 2
  const frameOf = (from: Buffer, frame: number) => from.subarray(frame * bytes, (frame + 1) * bytes)
  return Array.from({ length: plan.frameCount }, (_, frame) => frame).filter(
    (frame) => !frameOf(joined, frame).equals(frameOf(whole, frame)),
  )
}
