import { faultCodes, type FaultCode } from '@framewright/schemas'
import { withRemedy } from './remedies.ts'

/** A fault as it is recorded: bounded, and without the paths of this machine. */
export interface Fault {
  readonly code: FaultCode
  readonly message: string
  readonly stderrTail: readonly string[]
}

/** What the packages below call their faults, where that is not what is recorded. */
const recordedAs: Readonly<Record<string, FaultCode>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  // An asset or an order: whoever fetches it says which one it is.
  BLOB_MISSING: 'ASSET_MISSING',
  MEDIA_UNREADABLE: 'OUTPUT_INVALID',
  PIPELINE_UNKNOWN: 'PLAN_INVALID',
}

const mostTailLines = 40
const mostLineLength = 1_000

/** What an error means for the attempt that it ended. One that nobody has a code for is INTERNAL. */
export function faultOf(error: unknown, folder: string | null): Fault {
  const { code, message, stderrTail } = (error ?? {}) as Record<string, unknown>
  const text = typeof message === 'string' && message !== '' ? message : String(error)
  const recorded = recordedCode(code)
  return {
    code: recorded,
    message: withRemedy(recorded, withoutFolder(text, folder)),
    stderrTail: linesOf(stderrTail)
      .slice(-mostTailLines)
      .map((line) => withoutFolder(line, folder).slice(0, mostLineLength)),
  }
}

/** What the worker's machine calls its folders is nobody else's business. */
export const withoutFolder = (text: string, folder: string | null): string =>
  folder === null ? text : text.replaceAll(`${folder}/`, '')

function recordedCode(code: unknown): FaultCode {
  if (typeof code !== 'string') return 'INTERNAL'
  return faultCodes.find((known) => known === code) ?? recordedAs[code] ?? 'INTERNAL'
}

const linesOf = (tail: unknown): string[] =>
  Array.isArray(tail) ? tail.filter((line): line is string => typeof line === 'string') : []
