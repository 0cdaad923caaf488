export { attemptBudget, decide, planBudget, type RenderCommand } from './decide.ts'
export { RenderRejected, type RejectionCode } from './rejection.ts'
export {
  absentRender,
  evolve,
  foldRender,
  isOpen,
  type CurrentPlan,
  type Holder,
  type Render,
  type RenderStatus,
} from './render.ts'
export {
  assetStream,
  progressStream,
  renderIdOf,
  renderItemId,
  renderStream,
  streamPrefixes,
} from './stream.ts'
export { upcast, type Upcasters } from './upcast.ts'
