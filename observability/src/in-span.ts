import { ROOT_CONTEXT, SpanStatusCode, trace, type Attributes, type Context } from '@opentelemetry/api'
import { newTraceContext, parseTraceparent, toTraceparent } from './trace-context.ts'

export interface SpanOptions {
  /** The trace that the work belongs to, as it came with the request, the event or the message; null: a new one. */
  readonly traceparent: string | null
  readonly attributes?: Attributes
}

/**
 * Does the work inside a span of its trace, and hands it the traceparent to pass on. Without a collector (see
 * startTelemetry) nothing is recorded and the trace is passed on all the same.
 */
export async function inSpan<T>(
  name: string,
  { traceparent, attributes = {} }: SpanOptions,
  work: (traceparent: string) => Promise<T>,
): Promise<T> {
  const parent = contextOf(traceparent)
  const span = trace.getTracer('framewright').startSpan(name, { attributes }, parent)
  try {
    return await work(toTraceparent(span.spanContext()))
  } catch (error: unknown) {
    const message = error instanceof Error ? error.message : String(error)
    span.setStatus({ code: SpanStatusCode.ERROR, message })
    throw error
  } finally {
    span.end()
  }
}

/** What is no traceparent is treated as none: a trace is no reason to refuse anything. */
function contextOf(traceparent: string | null): Context {
  const given = traceparent === null ? null : parseTraceparent(traceparent)
  return trace.setSpanContext(ROOT_CONTEXT, { ...(given ?? newTraceContext()), isRemote: true })
}
