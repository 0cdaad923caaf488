import type { RenderPlan } from '../render-plan.ts'
import { candidatesOf, isPoster } from './poster-candidates.ts'
import type { PlannedOutput, PlannedPicture } from './planned-output.ts'

export const isEncoded = (output: PlannedOutput): output is PlannedPicture =>
  output.video !== null && !('copy' in output)

/**
 * All that an encoder makes of the pictures of a plan, in the order of its outputs: one file for each. The sizes of a
 * ladder are several, and so are the stills that a poster is chosen from.
 */
export const encodedPictures = ({ outputs }: Pick<RenderPlan, 'outputs'>): PlannedPicture[] =>
  outputs.filter(isEncoded).flatMap((output) => {
    if (isPoster(output)) return candidatesOf(output)
    const { ladder, ...picture } = output
    return [picture, ...(ladder?.lower ?? [])]
  })
