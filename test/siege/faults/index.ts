import type { Fault } from '../fault.ts'
import { workerKilled } from './worker-killed.ts'

/** In the order of the report. */
export const faults: readonly Fault[] = [workerKilled]
