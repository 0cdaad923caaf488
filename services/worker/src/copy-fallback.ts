/** What is copied has to be as the plan takes it for: it is looked at before, and what came of it after. */
import { copyObstacle, OutputInvalid, EncodeFailed } from '@framewright/ffmpeg'
import type { RenderPlan } from '@framewright/timeline'

/** A source cannot be copied. It never leaves an attempt, which encodes it instead. */
export class CopyImpossible extends Error {
  override readonly name = 'CopyImpossible'
  readonly code = 'COPY_IMPOSSIBLE'
}

const lookingMs = 10 * 60_000

const copiesOf = ({ outputs }: RenderPlan) =>
  outputs.flatMap((output) => (output.video !== null && output.copy !== undefined ? [output.copy] : []))

/** The files that are copied from. */
export const copiedIn = (plan: RenderPlan): string[] => copiesOf(plan).map(({ sha256 }) => sha256)

/** Throws CopyImpossible, or what `copyObstacle` throws. */
export async function checkCopies(
  plan: RenderPlan,
  sourcePath: (sha256: string) => string,
  signal: AbortSignal,
): Promise<void> {
  for (const copy of copiesOf(plan)) {
    const limits = { timeoutMs: lookingMs, signal }
    const obstacle = await copyObstacle(sourcePath(copy.sha256), copy, plan, limits)
    if (obstacle !== null) throw new CopyImpossible(obstacle)
  }
}

/** Why it is to be encoded after all; null where it is not a copy, or that is not what went wrong. */
export function copyFailure(error: unknown, plan: RenderPlan): string | null {
  if (copiesOf(plan).length === 0) return null
  const isOfCopy =
    error instanceof CopyImpossible || error instanceof OutputInvalid || error instanceof EncodeFailed
  return isOfCopy ? `its picture is not copied: ${error.message}`.slice(0, 1000) : null
}
