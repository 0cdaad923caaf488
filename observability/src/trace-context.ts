/** W3C trace context, as it travels in HTTP headers, event metadata and NATS headers. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'

export interface TraceContext {
  readonly traceId: string
  readonly spanId: string
  readonly traceFlags: number
}

const shape = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

/** Null when this is no traceparent of the version that we know. */
export function parseTraceparent(traceparent: string): TraceContext | null {
  const [, traceId, spanId, flags] = shape.exec(traceparent) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}

/** A trace that begins here, and is sampled. */
export const newTraceContext = (): TraceContext => ({ traceId: hex(16), spanId: hex(8), traceFlags: 1 })

export const newTraceparent = (): string => toTraceparent(newTraceContext())

export const toTraceparent = ({ traceId, spanId, traceFlags }: TraceContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`

/** The same trace, one step further; null for what is no traceparent. */
export function childOf(traceparent: string): string | null {
  const parent = parseTraceparent(traceparent)
  return parent === null ? null : toTraceparent({ ...parent, spanId: hex(8) })
}

/** Of a traceparent that was made here, or that `childOf` has taken. */
export function traceIdOf(traceparent: string): string {
  const parsed = parseTraceparent(traceparent)
  assert(parsed !== null, 'a traceparent is checked where it comes in')
  return parsed.traceId
}

/** All zeros would not be allowed as an id, and do not happen. */
const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
