import { writeFile } from 'node:fs/promises'
import { srtText, vttText, type PlannedOutput, type RenderPlan } from '@framewright/timeline'
import { verifyOutput, type VerifiedOutput, type VerifyOptions } from '../probe/verify.ts'
import type { FinishedParts } from './part-files.ts'
import { ladderParts } from './ladder-parts.ts'
import { spriteParts } from './sprite-parts.ts'

/**
 * Makes of what ffmpeg has written what was planned, and looks at all of it: a file that is nothing but that, or a set of
 * files with those that name them. Throws what `verifyOutput` does.
 */
export async function finishOutput(
  plan: RenderPlan,
  output: PlannedOutput,
  path: string,
  options: VerifyOptions,
): Promise<VerifiedOutput | FinishedParts> {
  if (output.video !== null && 'tileCount' in output.video) return spriteParts(plan, output, path, options)
  if (output.video !== null && output.ladder !== undefined) return ladderParts(plan, output, path, options)
  if ('cues' in output)
    await writeFile(path, output.container === 'srt' ? srtText(output.cues) : vttText(output.cues))
  return verifyOutput(path, output.expected, options)
}
