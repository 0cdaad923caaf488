import type { FaultCode } from '@framewright/schemas'

/** What whoever asked for a render can do about a fault, where that does not follow from what is said of it. */
const remedies: Readonly<Partial<Record<FaultCode, string>>> = {
  TIMED_OUT: 'Retry it when there is less to do, or make the film shorter or smaller, and submit it again.',
  CPU_EXCEEDED: 'Make the film shorter or smaller, or take effects out, and submit it again.',
  MEMORY_EXCEEDED:
    'Make the canvas smaller, show fewer pictures at a time, or reverse shorter clips, and submit it again.',
  OUTPUT_TOO_LARGE: 'Choose a preset of lower quality, or make the film shorter, and submit it again.',
  DISK_FULL: 'Retry it later: an operator has to make room.',
}

const mostMessageLength = 4_000

/** The message of a fault, and what can be done about it. */
export function withRemedy(code: FaultCode, message: string): string {
  const remedy = remedies[code]
  if (remedy === undefined) return message.slice(0, mostMessageLength)
  const ending = `. ${remedy}`
  return `${message.slice(0, mostMessageLength - ending.length)}${ending}`
}
