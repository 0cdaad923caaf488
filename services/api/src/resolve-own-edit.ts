import type { Edit, ProblemCode, ReadAsset } from '@framewright/schemas'
import {
  assetIdsOf,
  pipelineOf,
  versionFor,
  type EditProblem,
  type EditWarning,
  type ResolvedTimeline,
} from '@framewright/timeline'
import type { ApiDeps } from './api-deps.ts'
import { lookUpAssets } from './asset-lookup.ts'
import { mostViolations } from './explain-violations.ts'
import { RequestRefused } from './problem.ts'

export interface Resolved {
  readonly timeline: ResolvedTimeline
  readonly warnings: readonly EditWarning[]
  /** Those that the edit uses, in the order of their ids: the same edit gives the same order, byte for byte. */
  readonly assets: readonly ReadAsset[]
}

/** An edit against the assets of its own user. Refuses it with everything that is wrong with it, at once. */
export async function resolveOwnEdit(deps: ApiDeps, edit: Edit, userId: string): Promise<Resolved> {
  const assets = await lookUpAssets(deps, assetIdsOf(edit), userId)
  const resolution = pipelineOf(versionFor(edit)).resolveEdit(edit, assets)
  if (!resolution.ok) throw refusal(resolution.problems)
  const inOrder = [...assets.values()].sort((a, b) => (a.assetId < b.assetId ? -1 : 1))
  return { timeline: resolution.timeline, warnings: resolution.warnings, assets: inOrder }
}

function refusal(problems: readonly EditProblem[]): RequestRefused {
  const codes = new Set<ProblemCode>(problems.map((problem) => problem.code))
  // Of one kind only: then that is the code; mixed, they are what they are together.
  const [only] = codes
  const code = codes.size === 1 && only !== undefined ? only : 'EDIT_INVALID'
  const details = problems.slice(0, mostViolations).map(({ pointer, reason, message, remedy }) => ({
    pointer,
    code: reason,
    message,
    remedy,
  }))
  const count = `${problems.length} place(s) of the edit cannot be rendered as written.`
  return new RequestRefused(code, count, { details })
}
