import { availableParallelism, freemem, loadavg, totalmem } from 'node:os'
import type { MachineLoad } from '@framewright/schemas'
import type { Machine } from './capacity.ts'

/** What this process may use, which in a container is less than there is. */
export function thisMachine(): Machine {
  const limitBytes = process.constrainedMemory()
  const memoryBytes = limitBytes > 0 ? Math.min(limitBytes, totalmem()) : totalmem()
  return { cores: availableParallelism(), memoryBytes }
}

export function loadOf({ cores, memoryBytes }: Machine): MachineLoad {
  const [lastMinute = 0] = loadavg()
  return {
    cores,
    loadAverage: Math.round(lastMinute * 100) / 100,
    memoryBytes,
    freeMemoryBytes: Math.min(freemem(), memoryBytes),
  }
}
