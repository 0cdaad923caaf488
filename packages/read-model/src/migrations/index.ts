import { renders } from './0001-renders.ts'
import { assets } from './0002-assets.ts'
import { checkpoints } from './0003-checkpoints.ts'
import { backlog } from './0004-backlog.ts'
import { relayState } from './0005-relay-state.ts'
import { socketTickets } from './0006-socket-tickets.ts'
import { relay } from './0007-relay.ts'
import { cachedChunks } from './0008-cached-chunks.ts'
import { renderChunks } from './0009-render-chunks.ts'
import { chunkWork } from './0010-chunk-work.ts'
import { workCost } from './0011-work-cost.ts'
import { expiredRenders } from './0012-expired-renders.ts'
import { failedRenders } from './0013-failed-renders.ts'
import type { Migration } from './migration.ts'

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [
  renders,
  assets,
  checkpoints,
  backlog,
  relayState,
  socketTickets,
  relay,
  cachedChunks,
  renderChunks,
  chunkWork,
  workCost,
  expiredRenders,
  failedRenders,
]
