/** Pure: how many slots a machine has, where nobody says so. A slot is what a film in 720p keeps busy. */
const coresOfSlot = 2
const bytesOfSlot = 1024 ** 3
const mostSlots = 256

export interface Machine {
  readonly cores: number
  readonly memoryBytes: number
}

export function slotsOf({ cores, memoryBytes }: Machine): number {
  const slots = Math.floor(Math.min(cores / coresOfSlot, memoryBytes / bytesOfSlot))
  return Math.min(mostSlots, Math.max(1, slots))
}
