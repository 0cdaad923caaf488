import { totalmem } from 'node:os'

/** The rest is for the worker itself, and for the cache of files. */
const share = 0.75

/** What one ffmpeg may have, unless an operator says otherwise: of the machine's memory, or of the container's. */
export function usualMemoryBytes(): number {
  const container = process.constrainedMemory()
  return Math.floor(Math.min(totalmem(), container > 0 ? container : Infinity) * share)
}
