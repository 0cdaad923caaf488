/** W3C trace context, as it travels in HTTP headers, event metadata and NATS headers. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'

const shape = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/

/** A trace that begins here, and is sampled. */
export const newTraceparent = (): string => `00-${hex(16)}-${hex(8)}-01`

/** The same trace, one step further; null when this is no traceparent of the version that we know. */
export function childOf(traceparent: string): string | null {
  const [, traceId, flags] = shape.exec(traceparent) ?? []
  if (traceId === undefined || flags === undefined) return null
  return `00-${traceId}-${hex(8)}-${flags}`
}

/** Of a traceparent that was made here, or that `childOf` has taken. */
export function traceIdOf(traceparent: string): string {
  const traceId = shape.exec(traceparent)?.[1]
  assert(traceId !== undefined, 'a traceparent is checked where it comes in')
  return traceId
}

/** Random bytes that are all zero are not allowed as an id, and do not happen. */
const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
