export { SweeperConfig } from './config.ts'
export { startSweeper, type Sweeper, type SweeperDeps } from './start.ts'
export { longestRenderMs, type Timings } from './sweeper-parts.ts'
